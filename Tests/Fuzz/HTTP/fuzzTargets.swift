let fuzzTargets = [
    FuzzTarget("head", RequestHeadFuzz.run),
    FuzzTarget("chunked", ChunkedFuzz.run),
    FuzzTarget("multipart", MultipartFuzz.run),
    FuzzTarget("cookies", CookieFuzz.run),
    FuzzTarget("forms", FormFuzz.run),
    FuzzTarget("fields", FieldValueFuzz.run),
    FuzzTarget("host", HostFuzz.run),
]
