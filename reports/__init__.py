"""Documents for people away from the page: messages, PDF, spreadsheets, calendar feeds."""
