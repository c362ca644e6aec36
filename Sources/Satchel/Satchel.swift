// Satchel: puts the house together and opens one door. A site needs this import alone.

@_exported public import Accounts
@_exported public import Database
@_exported public import HTTP
@_exported public import HTTPTypes
@_exported public import Logging
@_exported public import OpenID
@_exported public import Web
