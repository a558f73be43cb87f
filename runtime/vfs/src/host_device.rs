//! The devices that belong to the host and not to the file system.

/// A device of the host.
///
/// Reading or writing one may run Python or JavaScript, or suspend the caller,
/// which nobody may do while the file system is borrowed. So [`crate::Vfs`]
/// only says which device a descriptor stands for
/// ([`crate::Vfs::host_device`]) and the caller does the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostDevice {
    /// `/dev/stdin`, descriptor 0.
    Input,
    /// `/dev/stdout`, descriptor 1.
    Output,
    /// `/dev/stderr`, descriptor 2.
    Error,
    /// `/dev/urandom` and `/dev/random`.
    Random,
}
