let fuzzTargets = [
    FuzzTarget("cbor", CBORFuzz.run),
    FuzzTarget("passkeys", PasskeyFuzz.run),
]
