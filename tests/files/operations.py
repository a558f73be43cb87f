"""Does very many things with files, and prints what came of each: a name, a tab, the result.

``linux.txt`` is what CPython on Linux prints, without the rights of root:

    setpriv --reuid=65534 --regid=65534 --clear-groups python3 tests/files/operations.py

A test runs it inside the runtime and compares; ``differences.txt`` lists what may differ, and why.
"""

import fcntl
import glob
import io
import os
import pathlib
import shutil
import stat
import tempfile

def show(v):
    if isinstance(v, os.stat_result):
        return (oct(v.st_mode), v.st_nlink, v.st_size if not stat.S_ISDIR(v.st_mode) else '-')
    return v


def check(name, f, *a, **k):
    """Prints the result of ``f(*a, **k)``, or what it raises."""
    try:
        r = show(f(*a, **k))
        s = repr(r)
    except BaseException as e:
        s = f'{type(e).__name__}: {e}'
    print(f'{name}\t{s}'.replace(base, 'BASE').replace(os.path.basename(base), 'BASENAME'))

base = tempfile.mkdtemp()
os.chdir(base)


def w(p, c=b'x'):
    with open(p, 'wb') as f:
        f.write(c)


def reset():
    os.chdir('/')
    for n in os.listdir(base):
        p = os.path.join(base, n)
        if os.path.isdir(p) and (not os.path.islink(p)):
            shutil.rmtree(p)
        else:
            os.unlink(p)
    os.chdir(base)
    os.umask(18)

for m in ['r', 'r+', 'w', 'w+', 'a', 'a+', 'x', 'x+', 'rb', 'wb', 'xb', 'ab', 'rb+', 'wb+', 'U', 'rw', '', 'b', 't', 'rt', 'rbt', '+', 'r++']:
    reset()
    w('f', b'hello')

    def go(m=m):
        f = open('f', m)
        r = [f.mode, f.readable(), f.writable(), f.seekable(), f.tell(), f.name]
        if f.writable():
            f.write(b'AB' if 'b' in m else 'AB')
        f.close()
        r.append(open('f', 'rb').read())
        return r
    check('open ' + m, go)

    def go2(m=m):
        f = open('new', m)
        f.close()
        return os.stat('new').st_mode
    check('opennew ' + m, go2)

reset()
check('open dir', open, '.')
check('open dir w', open, '.', 'w')
check('open missing', open, 'nope')
check('open nodir', open, 'a/b', 'w')
check("open ''", open, '')
check('open fd -1', open, -1)
check('open fd 99', open, 99)
check('open None', open, None)
check('open 1.5', open, 1.5)
check('open slash', open, 'f/', 'w')
w('f')
check('open f/', open, 'f/')
check('open f/x', open, 'f/x')
check('open f/.', open, 'f/.')
check('long', open, 'a' * 256, 'w')
check('long2', open, '/'.join(['a' * 200] * 25))
check('nul', open, 'a\x00b')
check('nul os', os.stat, 'a\x00b')
check('bytes nul', os.stat, b'a\x00b')

for fl in ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_CREAT', 'O_CREAT|O_EXCL', 'O_DIRECTORY', 'O_NOFOLLOW', 'O_TRUNC', 'O_WRONLY|O_TRUNC', 'O_WRONLY|O_APPEND', 'O_CREAT|O_DIRECTORY', 'O_TMPFILE|O_RDWR']:
    for target in ['f', 'd', 'l', 'dl', 'broken', 'missing', 'fifo']:
        reset()
        w('f', b'abc')
        os.mkdir('d')
        os.symlink('f', 'l')
        os.symlink('d', 'dl')
        os.symlink('nowhere', 'broken')
        if target == 'fifo':
            continue

        def go():
            v = 0
            for x in fl.split('|'):
                v |= getattr(os, x)
            fd = os.open(target, v, 416)
            s = os.fstat(fd)
            os.close(fd)
            return (oct(s.st_mode), s.st_size if stat.S_ISREG(s.st_mode) else 0, sorted(os.listdir('.')))
        check(f'os.open {fl} {target}', go)

kinds = ['f', 'd', 'dn', 'l', 'dl', 'broken', 'missing']


def mk():
    reset()
    w('f', b'f')
    os.mkdir('d')
    os.mkdir('dn')
    w('dn/x', b'x')
    os.symlink('f', 'l')
    os.symlink('d', 'dl')
    os.symlink('nowhere', 'broken')


def mk2():
    mk()
    w('F', b'F')
    os.mkdir('D')
    os.mkdir('DN')
    w('DN/y', b'y')
    os.symlink('F', 'L')
    os.symlink('D', 'DL')
    os.symlink('NO', 'BROKEN')


def tree():
    out = []
    for r, ds, fs in os.walk('.'):
        for n in sorted(ds + fs):
            p = os.path.join(r, n)
            s = os.lstat(p)
            out.append((p, stat.filemode(s.st_mode), s.st_nlink, os.readlink(p) if stat.S_ISLNK(s.st_mode) else ''))
    return sorted(out)

for a in kinds:
    for b in ['F', 'D', 'DN', 'L', 'DL', 'BROKEN', 'MISSING', 'F/', 'D/', 'DN/', 'MISSING/', 'DL/', 'L/', 'D/in', 'MISSING/in', 'F/in', '.', '..', 'D/.', 'DN/..']:
        mk2()
        check(f'rename {a} {b}', os.rename, a, b)
        check(f'  tree', lambda: hash(str(tree())) and [x[0] + x[1] for x in tree()])

for b in ['f', 'f/', 'd', 'd/sub', 'd/.', './f', 'dn/x', 'dn/x/y', 'l']:
    for a in ['f', 'f/', 'd', 'd/', 'dn', 'l', './d', 'dn/.', 'dn/..']:
        mk()
        check(f'rename2 {a} {b}', os.rename, a, b)

for op in ['unlink', 'rmdir', 'mkdir', 'listdir', 'readlink', 'stat', 'lstat', 'chdir', 'truncate0', 'scandir']:
    for p in ['f', 'f/', 'd', 'd/', 'd/.', 'd/..', 'dn', 'dn/', 'l', 'l/', 'dl', 'dl/', 'dl/.', 'broken', 'broken/', 'missing', 'missing/', 'missing/x', 'f/x', '.', '..', '/', '', 'loop', 'loop/', 'loop/x']:
        mk()
        os.symlink('loop', 'loop')
        fn = (lambda p: os.truncate(p, 0)) if op == 'truncate0' else (lambda p: sorted((e.name for e in os.scandir(p)))) if op == 'scandir' else getattr(os, op)
        if p in ('..', '/', 'd/..') and op in ('listdir', 'scandir', 'stat', 'lstat'):
            continue
        if p in ('/', '..') and op in ('rmdir',):
            continue
        check(f'{op} {p}', lambda: sorted(fn(p)) if op == 'listdir' else fn(p))
        os.chdir(base)

for a in kinds + ['loop']:
    for b in ['F', 'D', 'MISSING', 'MISSING/', 'D/in', 'L', 'BROKEN', 'F/in', '']:
        mk2()
        os.symlink('loop', 'loop')
        check(f'link {a} {b}', os.link, a, b)
        mk2()
        os.symlink('loop', 'loop')
        check(f'link nofollow {a} {b}', lambda: os.link(a, b, follow_symlinks=False))
        mk2()
        check(f'symlink {a} {b}', os.symlink, a, b)

for mode in [0, 256, 128, 64, 448, 493, 2541, 1023, 4095, 8191]:
    mk()
    check(f'chmod f {mode:o}', lambda: (os.chmod('f', mode), oct(os.stat('f').st_mode))[1])
    check(f'chmod d {mode:o}', lambda: (os.chmod('d', mode), oct(os.stat('d').st_mode))[1])
    check(f'fchmod {mode:o}', lambda: (lambda fd: (os.fchmod(fd, mode), oct(os.fstat(fd).st_mode), os.close(fd)))(os.open('l', os.O_RDONLY)) if mode & 256 else None)
    for k in ['d', 'f']:
        os.chmod(k, 493)

for um in [0, 63, 511]:
    reset()

    def go():
        old = os.umask(um)
        os.mkdir('d1')
        os.mkdir('d2', 448)
        fd = os.open('f1', os.O_CREAT | os.O_WRONLY)
        os.close(fd)
        fd = os.open('f2', os.O_CREAT | os.O_WRONLY, 384)
        os.close(fd)
        os.mkdir('d3', 4095)
        os.umask(18)
        r = [oct(os.stat(x).st_mode) for x in ['d1', 'd2', 'f1', 'f2', 'd3']]
        for x in ['d1', 'd2', 'd3']:
            os.chmod(x, 493)
        return (oct(old), r)
    check(f'umask {um:o}', go)

check('umask ret', lambda: (os.umask(18), os.umask(262143), os.umask(18)))
reset()
w('f')

for args, kw in [(((1, 2),), {}), ((), {'ns': (5, 6)}), (((1.5, 2.25),), {}), ((None,), {}), (((-1, -2),), {}), (((-1.5, 2),), {}), (((1, 2),), {'ns': (1, 2)}), ((1,), {}), (((1,),), {}), (([1, 2],), {}), ((('a', 1),), {}), (((1, 2, 3),), {}), ((), {'ns': (1.5, 2)}), ((), {'ns': (10 ** 9, 2 * 10 ** 9 + 1)}), (((float('nan'), 1),), {}), (((1e+20, 1),), {}), ((), {'ns': (10 ** 30, 1)}), ((), {'ns': None}), ((None,), {'ns': (1, 2)})]:

    def go():
        os.utime('f', *args, **kw)
        s = os.stat('f')
        return None if args == (None,) or kw == {'ns': None} else (s.st_atime_ns, s.st_mtime_ns, s.st_atime, s.st_mtime, s[7], s[8])
    check(f'utime {args} {kw}', go)

os.symlink('f', 'l')
check('utime nofollow', lambda: (os.utime('l', (3, 4), follow_symlinks=False), os.lstat('l').st_mtime, os.stat('l').st_mtime != 4))
check('utime missing', os.utime, 'zz')
fd = os.open('f', os.O_RDONLY)
check('utime fd', lambda: (os.utime(fd, (7, 8)), os.fstat(fd).st_mtime))
check('utime fd nofollow', lambda: os.utime(fd, (7, 8), follow_symlinks=False))
os.close(fd)
check('utime badfd', os.utime, 99, (1, 2))
reset()
w('f', b'hello')

for n in [3, 8, 0, -1, 2 ** 40 * 10000, 'a', 1.5]:
    check(f'truncate {n}', lambda: (os.truncate('f', n), open('f', 'rb').read()))

fd = os.open('f', os.O_RDONLY)
check('ftruncate ro', os.ftruncate, fd, 1)
check('truncate fd', os.truncate, fd, 1)
os.close(fd)
check('ftruncate bad', os.ftruncate, 99, 1)
check('truncate dir', os.truncate, '.', 1)
check('truncate missing', os.truncate, 'nn', 1)
reset()
w('f', b'hello world')
fd = os.open('f', os.O_RDWR)
check('read', os.read, fd, 5)
check('lseek cur', os.lseek, fd, 0, 1)
check('lseek', os.lseek, fd, -3, 2)
check('read2', os.read, fd, 10)
check('eof', os.read, fd, 10)
check('lseek neg', os.lseek, fd, -1, 0)
check('lseek bad whence', os.lseek, fd, 0, 9)
check('lseek far', os.lseek, fd, 100, 0)
check('write far', os.write, fd, b'z')
check('size', lambda: os.fstat(fd).st_size)
check('read neg', os.read, fd, -1)
check('pread', os.pread, fd, 4, 2)
check('pread neg', os.pread, fd, 4, -2)
check('pwrite', os.pwrite, fd, b'QQ', 1)
check('pread3', os.pread, fd, 4, 0)
check('pwrite neg', os.pwrite, fd, b'QQ', -1)
check('readv', lambda: (lambda a, b: (os.lseek(fd, 0, 0), os.readv(fd, [a, b]), bytes(a), bytes(b)))(bytearray(3), bytearray(4)))
check('writev', lambda: (os.lseek(fd, 0, 0), os.writev(fd, [b'ab', b'cd']), os.pread(fd, 6, 0)))
check('preadv', lambda: (lambda a: (os.preadv(fd, [a], 2), bytes(a)))(bytearray(3)))
check('pwritev', lambda: (os.pwritev(fd, [b'X', b'Y'], 1), os.pread(fd, 6, 0)))
check('dup shares', lambda: (lambda d: (os.lseek(fd, 3, 0), os.lseek(d, 0, 1), os.close(d)))(os.dup(fd)))
check('dup2', lambda: (os.dup2(fd, 50), os.lseek(50, 0, 1), os.close(50)))
check('dup2 same', lambda: os.dup2(fd, fd) == fd)
check('dup2 bad', os.dup2, 99, 98)
check('dup bad', os.dup, 99)
check('close bad', os.close, 99)
check('close neg', os.close, -1)
check('write ro', lambda: os.write(os.open('f', os.O_RDONLY), b'x'))
check('read wo', lambda: os.read(os.open('f', os.O_WRONLY), 1))
check('write str', os.write, fd, 'x')
check('fsync', os.fsync, fd)
check('fsync bad', os.fsync, 99)
check('fdatasync', os.fdatasync, fd)
check('isatty', os.isatty, fd)
check('isatty bad', os.isatty, 99)
check('ttyname', os.ttyname, fd)
check('get_inh', os.get_inheritable, fd)
check('set_inh', lambda: (os.set_inheritable(fd, True), os.get_inheritable(fd)))
check('get_blocking', os.get_blocking, fd)
check('fstat bad', os.fstat, 99)
check('posix_fallocate', lambda: (os.posix_fallocate(fd, 0, 200), os.fstat(fd).st_size))
check('posix_fadvise', lambda: os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_SEQUENTIAL))
check('device_encoding', os.device_encoding, fd)
check('fdopen', lambda: os.fdopen(fd, 'rb').read(4))
check('append', lambda: (lambda d: (os.write(d, b'1'), os.lseek(d, 0, 0), os.write(d, b'2'), os.close(d), open('ap', 'rb').read()))(os.open('ap', os.O_CREAT | os.O_WRONLY | os.O_APPEND)))


def go():
    r, wr = os.pipe()
    os.write(wr, b'abc')
    a = os.read(r, 2)
    os.close(wr)
    b = os.read(r, 10)
    c = os.read(r, 10)
    os.close(r)
    return (a, b, c)

check('pipe', go)


def go():
    r, wr = os.pipe()
    os.close(r)
    try:
        os.write(wr, b'x')
    finally:
        os.close(wr)

check('epipe', go)


def go():
    r, wr = os.pipe()
    os.set_blocking(r, False)
    try:
        os.read(r, 1)
    finally:
        os.close(r)
        os.close(wr)

check('eagain', go)


def go():
    r, wr = os.pipe()
    s = os.fstat(r)
    try:
        return (oct(s.st_mode), os.lseek(r, 0, 0))
    finally:
        os.close(r)
        os.close(wr)

check('pipe lseek', go)
check('pipe stat', lambda: (lambda p: stat.S_ISFIFO(os.fstat(p[0]).st_mode))(os.pipe()))
mk()
dfd = os.open('dn', os.O_RDONLY)
ffd = os.open('f', os.O_RDONLY)
check('dirfd open', lambda: os.read(os.open('x', os.O_RDONLY, dir_fd=dfd), 5))
check('dirfd stat', lambda: os.stat('x', dir_fd=dfd))
check('dirfd mkdir', lambda: os.mkdir('m', dir_fd=dfd))
check('dirfd listdir', lambda: sorted(os.listdir(dfd)))
check('dirfd rename', lambda: os.rename('x', 'y', src_dir_fd=dfd, dst_dir_fd=dfd))
check('dirfd rename out', lambda: (os.rename('y', 'z', src_dir_fd=dfd), os.listdir('.'))[1].__contains__('z'))
check('dirfd link', lambda: os.link('z', 'zz', dst_dir_fd=dfd))
check('dirfd symlink', lambda: os.symlink('zz', 's', dir_fd=dfd))
check('dirfd readlink', lambda: os.readlink('s', dir_fd=dfd))
check('dirfd unlink', lambda: os.unlink('s', dir_fd=dfd))
check('dirfd rmdir', lambda: os.rmdir('m', dir_fd=dfd))
check('dirfd chmod', lambda: (os.chmod('zz', 384, dir_fd=dfd), oct(os.stat('dn/zz').st_mode)))
check('dirfd utime', lambda: (os.utime('zz', (1, 2), dir_fd=dfd), os.stat('dn/zz').st_mtime))
check('dirfd access', lambda: (os.access('zz', os.R_OK, dir_fd=dfd), os.access('qq', os.R_OK, dir_fd=dfd)))
check('dirfd file', lambda: os.stat('x', dir_fd=ffd))
check('dirfd bad', lambda: os.stat('x', dir_fd=99))
check('dirfd abs', lambda: os.stat(base + '/f', dir_fd=dfd))
check('dirfd type', lambda: os.stat('x', dir_fd='a'))
check('dirfd with fd', lambda: os.stat(dfd, dir_fd=dfd))
check('dirfd remove', lambda: os.remove('zz', dir_fd=dfd))
check('scandir fd', lambda: [(e.name, e.path, e.is_dir(), e.is_file(), e.stat().st_size) for e in os.scandir(dfd)])
w('dn/k')
check('scandir fd2', lambda: [(e.name, e.path, e.is_dir(), e.is_file(), e.stat().st_size, e.inode() == os.stat('dn/k').st_ino) for e in os.scandir(dfd)])
check('chdir fd', lambda: (os.chdir(dfd), os.path.basename(os.getcwd()), os.chdir(base)))
check('fchdir f', os.fchdir, ffd)
check('chdir fd f', os.chdir, ffd)
check('listdir ffd', os.listdir, ffd)
check('fwalk', lambda: [(a, sorted(b), sorted(c)) for a, b, c, d in sorted(os.fwalk('.'))])
check('fwalk bu', lambda: [(a, sorted(b), sorted(c)) for a, b, c, d in sorted(os.fwalk('.', topdown=False))])
check('rmtree safe', lambda: shutil.rmtree.avoids_symlink_attacks)
check('rmtree dirfd', lambda: (os.mkdir('dn/q'), w('dn/q/1'), shutil.rmtree('q', dir_fd=dfd), os.listdir('dn')))
check('rmtree link', shutil.rmtree, 'dl')
check('rmtree missing', shutil.rmtree, 'mm')
check('rmtree file', shutil.rmtree, 'f')
check('rmtree ok', lambda: (shutil.rmtree('dn'), os.path.exists('dn')))

for fn in 'open stat access chmod chown link mkdir readlink rename replace rmdir symlink unlink remove utime truncate listdir scandir chdir statvfs pathconf'.split():
    f = getattr(os, fn, None)
    check('supports ' + fn, lambda: (f in os.supports_dir_fd, f in os.supports_fd, f in os.supports_follow_symlinks))

mk()
check('scandir kinds', lambda: sorted(((e.name, e.is_dir(), e.is_file(), e.is_symlink(), e.is_dir(follow_symlinks=False), e.is_file(follow_symlinks=False), repr(e)) for e in os.scandir())))
check('scandir bytes', lambda: sorted(((e.name, e.path) for e in os.scandir(b'.'))))
check('scandir path', lambda: sorted(((e.name, e.path, os.fspath(e)) for e in os.scandir('d/../dn/'))))
check('scandir close', lambda: (lambda s: (next(s) and 1, s.close(), list(s)))(os.scandir()))
check('scandir stat broken', lambda: [e.stat() for e in os.scandir() if e.name == 'broken'])
check('direntry new', lambda: os.DirEntry())
check('scandir float', os.scandir, 1.5)
check('listdir list', os.listdir, [])
check('stat float', os.stat, 1.5)
check('stat none', os.stat, None)
check('mkdir int', os.mkdir, 5)
check('unlink none', os.unlink, None)
check('rename none', os.rename, None, 'x')
check('open fd type', os.open, 1.5, 0)
check('readlink none', os.readlink, None)


class PL:

    def __init__(s, p):
        s.p = p

    def __fspath__(s):
        return s.p

check('pathlike', lambda: os.stat(PL('f')))
check('pathlike bad', lambda: os.stat(PL(1)))
check('fspath', os.fspath, 3)
check('fspath pl', os.fspath, PL(b'q'))
check('open pathlike', lambda: open(PL('f')).name)
reset()


def go():
    os.mkdir('gone')
    os.chdir('gone')
    os.rmdir('../gone')
    r = []
    for f in [os.getcwd, lambda: open('x', 'w'), lambda: os.listdir('.'), lambda: os.stat('.'), lambda: os.stat('..'), lambda: os.mkdir('k')]:
        try:
            r.append(show(f()))
        except OSError as e:
            r.append(str(e))
    os.chdir(base)
    return r

check('cwd gone', go)


def go():
    f = open('u', 'w+')
    f.write('abc')
    f.flush()
    os.unlink('u')
    f.seek(0)
    r = f.read()
    n = os.fstat(f.fileno()).st_nlink
    f.close()
    return (r, n, os.path.exists('u'))

check('unlink open', go)


def go():
    w('a', b'old')
    w('b', b'new')
    f = open('a', 'rb')
    os.replace('b', 'a')
    r = (f.read(), open('a', 'rb').read())
    f.close()
    return r

check('replace open', go)
check('statvfs', lambda: (os.statvfs('.').f_namemax, os.statvfs('.').f_bsize > 0, len(os.statvfs('.'))))
check('disk_usage', lambda: [x > 0 for x in shutil.disk_usage('.')])
check('pathconf', lambda: os.pathconf('.', 'PC_NAME_MAX'))
reset()
w('s', b'0123456789')


def go():
    a = os.open('s', os.O_RDONLY)
    b = os.open('t', os.O_CREAT | os.O_RDWR)
    r = [os.sendfile(b, a, 2, 3), os.sendfile(b, a, None, 4), os.lseek(a, 0, 1), os.pread(b, 20, 0)]
    r += [os.copy_file_range(a, b, 100), os.pread(b, 50, 0), os.copy_file_range(a, b, 3, offset_src=1, offset_dst=0), os.pread(b, 50, 0)]
    return r

check('sendfile', go)
check('copyfile', lambda: (shutil.copyfile('s', 's2'), open('s2').read()))
check('copy2', lambda: (os.utime('s', (5, 6)), shutil.copy2('s', 's3'), os.stat('s3').st_mtime)[1:])
check('copyfile same', shutil.copyfile, 's', 's')
check('copy into', lambda: (os.mkdir('dd'), shutil.copy('s', 'dd'))[1])
check('move', lambda: (shutil.move('s', 'dd/moved'), sorted(os.listdir('dd'))))
check('move exists', lambda: (w('moved'), shutil.move('moved', 'dd')))
check('fcntl getfl', lambda: fcntl.fcntl(os.open('s2', os.O_RDWR | os.O_APPEND), fcntl.F_GETFL) & (os.O_ACCMODE | os.O_APPEND | os.O_NONBLOCK))
check('fcntl fd', lambda: fcntl.fcntl(os.open('s2', 0), fcntl.F_GETFD))
check('fcntl bad', fcntl.fcntl, 99, fcntl.F_GETFD)


def go():
    a = os.open('s2', os.O_RDWR)
    b = os.open('s2', os.O_RDWR)
    fcntl.flock(a, fcntl.LOCK_EX)
    try:
        fcntl.flock(b, fcntl.LOCK_EX | fcntl.LOCK_NB)
        r = 'got'
    except OSError as e:
        r = repr(e)
    fcntl.flock(a, fcntl.LOCK_UN)
    fcntl.flock(b, fcntl.LOCK_SH | fcntl.LOCK_NB)
    fcntl.flock(a, fcntl.LOCK_SH | fcntl.LOCK_NB)
    try:
        fcntl.flock(a, fcntl.LOCK_EX | fcntl.LOCK_NB)
        r2 = 'got'
    except OSError as e:
        r2 = repr(e)
    os.close(b)
    fcntl.flock(a, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return (r, r2)

check('flock', go)
check('flock bad', fcntl.flock, 99, fcntl.LOCK_EX)
check('lockf', lambda: fcntl.lockf(os.open('s2', os.O_RDWR), fcntl.LOCK_EX))
check('lockf ro', lambda: fcntl.lockf(os.open('s2', os.O_RDONLY), fcntl.LOCK_EX))
check('fcntl dup', lambda: (lambda d: d >= 40)(fcntl.fcntl(os.open('s2', 0), fcntl.F_DUPFD, 40)))
mk()
p = pathlib.Path('.')
check('plib iter', lambda: sorted(map(str, p.iterdir())))
check('plib glob', lambda: sorted(map(str, p.glob('**/*'))))
check('plib resolve', lambda: pathlib.Path('dl/../f').resolve() == pathlib.Path(base).resolve() / 'f')
check('plib resolve strict', lambda: pathlib.Path('zz').resolve(strict=True))
check('plib touch', lambda: (pathlib.Path('tt').touch(), pathlib.Path('tt').touch(exist_ok=False)))
check('plib mkdir', lambda: (pathlib.Path('p/q/r').mkdir(parents=True), pathlib.Path('p/q').mkdir(exist_ok=True), pathlib.Path('p/q').mkdir()))
check('plib unlink', lambda: (pathlib.Path('zz').unlink(missing_ok=True), pathlib.Path('zz').unlink()))
check('plib owner', lambda: isinstance(pathlib.Path('f').owner(), str))
check('plib rename', lambda: str(pathlib.Path('f').rename('g')))
check('plib samefile', lambda: pathlib.Path('l').samefile('g'))
check('plib hardlink', lambda: (pathlib.Path('hh').hardlink_to('g'), os.stat('hh').st_nlink))
check('plib symlink', lambda: (pathlib.Path('sl').symlink_to('g'), str(pathlib.Path('sl').readlink())))
check('realpath loop', lambda: (os.symlink('loop', 'loop'), os.path.basename(os.path.realpath('loop'))))
check('realpath strict loop', lambda: os.path.realpath('loop', strict=True))
check('realpath strict', lambda: os.path.realpath('zzz', strict=True))
check('glob', lambda: sorted(glob.glob('*')))
check('glob rec', lambda: sorted(glob.glob('**', recursive=True)))
check('glob dirfd', lambda: sorted(glob.glob('*', dir_fd=os.open('dn', 0))))
check('glob root', lambda: sorted(glob.glob('*', root_dir='dn')))

for q in ['', '.', '/', '//', '///', '//a', '///a//b/../c/.', 'a/../..', '../a', '/..', '/../a', 'a//b', './a/', b'a/../b', b'//x', 'a\x00b/../c', '\ud800/..', '\udcff/./b']:
    check(f'normpath {q!a}', os.path.normpath, q)

for f in ['exists', 'lexists', 'isfile', 'isdir', 'islink', 'ismount', 'getsize']:
    for q in ['g', 'dn', 'l', 'broken', 'zz', '', '\ud800', 'a\x00b', b'g', 99, -1]:
        check(f'path.{f} {q!a}', getattr(os.path, f), q)

check('tmp', lambda: (lambda f: (f.write(b'a'), f.close(), os.path.exists(f.name)))(tempfile.NamedTemporaryFile(dir='.')))
check('mkstemp mode', lambda: oct(os.fstat(tempfile.mkstemp(dir='.')[0]).st_mode))
check('mkdtemp mode', lambda: oct(os.stat(tempfile.mkdtemp(dir='.')).st_mode))
check('spooled', lambda: (lambda f: (f.write(b'a' * 100), f.rollover(), f.seek(0), len(f.read())))(tempfile.SpooledTemporaryFile(10)))
check('tmpfile', lambda: tempfile.TemporaryFile(dir='.').name.__class__.__name__)
check('makedirs', lambda: (os.makedirs('x/y/z'), os.makedirs('x/y/z', exist_ok=True), os.makedirs('x/y/z')))
check('removedirs', lambda: (os.removedirs('x/y/z'), os.path.exists('x')))
check('renames', lambda: (w('rr'), os.renames('rr', 'n1/n2/rr'), os.path.exists('n1/n2/rr')))
check('copytree', lambda: (shutil.copytree('dn', 'ct'), shutil.copytree('dn', 'ct')))
check('copytree ok', lambda: shutil.copytree('dn', 'ct', dirs_exist_ok=True))
check('copytree links', lambda: shutil.copytree('.', '../' + os.path.basename(base) + 'X', symlinks=True) and None)
check('which', shutil.which, 'nonexistent-prog')
check('chown -1', lambda: os.chown('g', -1, -1))
check('lchown', lambda: os.lchown('l', -1, -1))
check('fchown', lambda: os.fchown(os.open('g', 0), -1, -1))
check('chown missing', lambda: os.chown('zz', -1, -1))
check('chmod missing', os.chmod, 'zz', 0)
check('chmod fd', lambda: (os.chmod(os.open('g', 0), 384), oct(os.stat('g').st_mode)))
check('mkfifo', lambda: (os.mkfifo('ff'), stat.S_ISFIFO(os.stat('ff').st_mode)))
check('closerange', lambda: os.closerange(200, 210))
check('get_terminal_size', lambda: os.get_terminal_size(os.open('g', 0)))
check('stat seq', lambda: (len(os.stat('g')), os.stat_result(range(10)).st_mtime, os.stat_result(range(10)).n_fields))
check('stat repr', lambda: repr(os.stat_result(range(10))))
check('statvfs type', lambda: os.statvfs_result(range(10)).f_files)
check('samestat', lambda: os.path.samestat(os.stat('g'), os.stat('l')))
check('sameopenfile', lambda: os.path.sameopenfile(os.open('g', 0), os.open('g', 0)))
reset()
w('f', b'line1\nline2\r\nline3')
check('readlines', lambda: open('f').readlines())
check('newline', lambda: open('f', newline='').readlines())
check('buffering0', lambda: open('f', 'rb', 0).read(3))
check('buf0 text', lambda: open('f', 'r', 0))
check('buf1 bin', lambda: open('f', 'rb', buffering=100).peek(2)[:4])
check('enc', lambda: open('f', encoding='nope'))
check('FileIO', lambda: repr(io.FileIO('f'))[:30])
check('FileIO mode', lambda: io.FileIO('f', 'z'))
check('opener', lambda: open('q', 'w', opener=lambda p, f: os.open(p, f, 384)).mode)
check('opener neg', lambda: open('q', 'w', opener=lambda p, f: -1))
check('opener bad', lambda: open('q', 'w', opener=lambda p, f: 'x'))
check('closefd', lambda: open('f', closefd=False))
check('closed read', lambda: (lambda f: (f.close(), f.read()))(open('f')))
check('wo read', lambda: open('q', 'w').read())
check('ro write', lambda: open('f').write('x'))
check('trunc', lambda: (lambda f: (f.truncate(3), f.tell(), f.close(), os.path.getsize('f')))(open('f', 'r+b')))
check('seek text', lambda: open('f').seek(-1, 2))
check('seek neg', lambda: open('f', 'rb').seek(-1))
check('readinto', lambda: (lambda b: (open('f', 'rb').readinto(b), bytes(b)))(bytearray(5)))
check('tell append', lambda: open('f', 'ab').tell())
check('write after seek append', lambda: (lambda f: (f.seek(0), f.write(b'Z'), f.close(), open('f', 'rb').read()))(open('f', 'ab')))
check('dev null', lambda: (open('/dev/null').read(), open('/dev/null', 'w').write('x')))
check('dev full', lambda: open('/dev/full', 'w', 1).write('x\n'))
check('dev zero', lambda: open('/dev/zero', 'rb').read(4))
check('urandom', lambda: len(open('/dev/urandom', 'rb').read(8)))
check('open fd', lambda: open(os.open('f', os.O_RDONLY)).name.__class__)
check('getcwdb', lambda: os.getcwdb() == os.fsencode(base))
check('sparse', lambda: (lambda f: (f.seek(1000), f.write(b'x'), f.close(), os.path.getsize('sp'), open('sp', 'rb').read(3)))(open('sp', 'wb')))
check('nice err', lambda: os.strerror(28))
check('walk err', lambda: list(os.walk('zzz')))
check('walk onerror', lambda: (lambda l: (list(os.walk('zzz', onerror=lambda e: l.append(str(e)))), l)[1])([]))
check('walk links', lambda: (os.mkdir('wd'), os.symlink('wd', 'wl'), sorted(((a, tuple(sorted(b))) for a, b, c in os.walk('.', followlinks=True))))[2])
os.chdir('/')
shutil.rmtree(base)
shutil.rmtree(base + 'X', ignore_errors=True)
