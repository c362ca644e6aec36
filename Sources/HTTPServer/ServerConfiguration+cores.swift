import Glibc

extension ServerConfiguration {
    /// The processors that this process may use, at least one.
    static var cores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
