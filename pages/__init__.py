"""What people see: one thin file a page. A page's file name is its address."""
