"""Plain HTTP beside Streamlit: sign-in, phone check-in, feeds, health, metrics, headers."""
