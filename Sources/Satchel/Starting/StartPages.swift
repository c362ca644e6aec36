internal import CLinux

/// What a start touches of the program and its libraries, and serving does not: relocations, the tables of types, the reading of
/// settings and templates. The kernel maps 16 pages for each that is touched, and gives none back while there is memory.
enum StartPages {
    /// Once, when the site stands: the process then has what it works with. The files' pages stay in the kernel's cache.
    static func giveBack() { clinux_unmap_clean_pages() }
}
