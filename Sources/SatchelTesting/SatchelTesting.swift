// SatchelTesting: a site under test, a browser without a window, a bucket that does wrong. A test needs this import and Testing.

@_exported public import Satchel
