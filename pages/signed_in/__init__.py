"""Your account: where and how somebody is signed in."""
