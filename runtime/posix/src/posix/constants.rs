//! The constants of the `posix` module.

#[pymodule(sub)]
pub(crate) mod part {
    use morelia_vfs::OpenFlags;

    #[pyattr]
    const O_RDONLY: i32 = OpenFlags::RDONLY;
    #[pyattr]
    const O_WRONLY: i32 = OpenFlags::WRONLY;
    #[pyattr]
    const O_RDWR: i32 = OpenFlags::RDWR;
    #[pyattr]
    const O_ACCMODE: i32 = OpenFlags::ACCMODE;
    #[pyattr]
    const O_CREAT: i32 = OpenFlags::CREAT;
    #[pyattr]
    const O_EXCL: i32 = OpenFlags::EXCL;
    #[pyattr]
    const O_NOCTTY: i32 = OpenFlags::NOCTTY;
    #[pyattr]
    const O_TRUNC: i32 = OpenFlags::TRUNC;
    #[pyattr]
    const O_APPEND: i32 = OpenFlags::APPEND;
    #[pyattr]
    const O_NONBLOCK: i32 = OpenFlags::NONBLOCK;
    #[pyattr]
    const O_NDELAY: i32 = OpenFlags::NONBLOCK;
    #[pyattr]
    const O_DSYNC: i32 = OpenFlags::DSYNC;
    #[pyattr]
    const O_SYNC: i32 = OpenFlags::SYNC;
    #[pyattr]
    const O_RSYNC: i32 = OpenFlags::SYNC;
    #[pyattr]
    const O_LARGEFILE: i32 = OpenFlags::LARGEFILE;
    #[pyattr]
    const O_DIRECTORY: i32 = OpenFlags::DIRECTORY;
    #[pyattr]
    const O_NOFOLLOW: i32 = OpenFlags::NOFOLLOW;
    #[pyattr]
    const O_TMPFILE: i32 = OpenFlags::TMPFILE;
    #[pyattr]
    const O_CLOEXEC: i32 = OpenFlags::CLOEXEC;

    #[pyattr]
    const F_OK: i32 = 0;
    #[pyattr]
    const X_OK: i32 = 1;
    #[pyattr]
    const W_OK: i32 = 2;
    #[pyattr]
    const R_OK: i32 = 4;

    #[pyattr]
    const EX_OK: i32 = 0;
    #[pyattr]
    const EX_USAGE: i32 = 64;
    #[pyattr]
    const EX_DATAERR: i32 = 65;
    #[pyattr]
    const EX_NOINPUT: i32 = 66;
    #[pyattr]
    const EX_NOUSER: i32 = 67;
    #[pyattr]
    const EX_NOHOST: i32 = 68;
    #[pyattr]
    const EX_UNAVAILABLE: i32 = 69;
    #[pyattr]
    const EX_SOFTWARE: i32 = 70;
    #[pyattr]
    const EX_OSERR: i32 = 71;
    #[pyattr]
    const EX_OSFILE: i32 = 72;
    #[pyattr]
    const EX_CANTCREAT: i32 = 73;
    #[pyattr]
    const EX_IOERR: i32 = 74;
    #[pyattr]
    const EX_TEMPFAIL: i32 = 75;
    #[pyattr]
    const EX_PROTOCOL: i32 = 76;
    #[pyattr]
    const EX_NOPERM: i32 = 77;
    #[pyattr]
    const EX_CONFIG: i32 = 78;

    #[pyattr]
    const POSIX_FADV_NORMAL: i32 = 0;
    #[pyattr]
    const POSIX_FADV_RANDOM: i32 = 1;
    #[pyattr]
    const POSIX_FADV_SEQUENTIAL: i32 = 2;
    #[pyattr]
    const POSIX_FADV_WILLNEED: i32 = 3;
    #[pyattr]
    const POSIX_FADV_DONTNEED: i32 = 4;
    #[pyattr]
    const POSIX_FADV_NOREUSE: i32 = 5;

    #[pyattr]
    const ST_RDONLY: i32 = 1;
    #[pyattr]
    const ST_NOSUID: i32 = 2;
    #[pyattr]
    const GRND_NONBLOCK: i32 = 1;
    #[pyattr]
    const GRND_RANDOM: i32 = 2;
    #[pyattr]
    const NGROUPS_MAX: i32 = 65_536;
    #[pyattr]
    const TMP_MAX: i32 = 238_328;
    #[pyattr]
    const WNOHANG: i32 = 1;
    #[pyattr]
    const WUNTRACED: i32 = 2;
    #[pyattr]
    const WCONTINUED: i32 = 8;
}
