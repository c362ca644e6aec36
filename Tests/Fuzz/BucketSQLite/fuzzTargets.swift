let fuzzTargets = [
    FuzzTarget("manifest", ManifestFuzz.run),
    FuzzTarget("groups", PageGroupsFuzz.run),
    FuzzTarget("archive", ArchiveFuzz.run),
    FuzzTarget("sealed", SealedFuzz.run),
    FuzzTarget("file", FileImageFuzz.run),
]
