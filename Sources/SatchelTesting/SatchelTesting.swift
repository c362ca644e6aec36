// SatchelTesting
