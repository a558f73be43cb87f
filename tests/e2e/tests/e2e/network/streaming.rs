//! Bodies come and go in pieces, no faster than Python takes them.

use super::{check_script, no_error, with_server};
use morelia_e2e::in_both;

#[test]
fn lines_arrive_as_the_server_sends_them() {
    check_script(
        "import urllib.request, time\n\
         began = time.monotonic()\n\
         r = urllib.request.urlopen(BASE + 'drip/4/400')\n\
         first = r.readline()\n\
         early = time.monotonic() - began < 1.0\n\
         rest = r.read()\n\
         print(first, early, rest, time.monotonic() - began > 1.1)\n",
        "b'line 0\\n' True b'line 1\\nline 2\\nline 3\\n' True",
    );
}

#[test]
fn big_bodies_arrive_whole_both_ways() {
    check_script(
        "import urllib.request, json\n\
         r = urllib.request.urlopen(BASE + 'bytes/30000000')\n\
         total = 0\n\
         while chunk := r.read(1 << 20):\n    total += len(chunk)\n    assert chunk.count(b'x') == len(chunk)\n\
         print(total)\n\
         r = urllib.request.urlopen(BASE + 'echo', data=b'y' * 10_000_001)\n\
         print(json.load(r)['length'])\n\
         print(urllib.request.urlopen(BASE + 'gzip').read())\n",
        "30000000\n10000001\nb'hello, compressed world\\n'",
    );
}

#[test]
fn a_body_without_end_is_not_read_ahead_and_closing_ends_it() {
    in_both(|kind| {
        with_server(kind, |session, _| {
            let cell = session.cell(
                "import urllib.request, time\n\
                 def sent(): return int(urllib.request.urlopen(BASE + 'endless-sent').read())\n\
                 r = urllib.request.urlopen(BASE + 'endless')\n\
                 got = len(r.read(100_000))\n\
                 time.sleep(1.5)\n\
                 one = sent()\n\
                 time.sleep(1.5)\n\
                 two = sent()\n\
                 r.close()\n\
                 time.sleep(0.5)\n\
                 three = sent(); time.sleep(0.5)\n\
                 print(got, one == two, sent() == three, one, two)",
            );
            no_error(&cell);
            assert!(cell.shown().starts_with("100000 True True"), "{kind}: {cell:?}");
        });
    });
}
