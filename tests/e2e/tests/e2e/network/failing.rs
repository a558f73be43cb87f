//! What goes wrong is told in Python's terms.

use super::{check_script, with_server};
use morelia_browser::poll;
use morelia_e2e::in_both;
use morelia_protocol::{Execute, Request, Status};
use std::time::Duration;

#[test]
fn each_failure_has_its_exception() {
    check_script(
        "import urllib.request, urllib.error, socket, ssl, urllib.parse\n\
         port = urllib.parse.urlsplit(BASE).port\n\
         def tell(url, **named):\n    \
             try:\n        urllib.request.urlopen(url, **named).read()\n        print('no error')\n    \
             except urllib.error.URLError as error:\n        print('URLError', type(error.reason).__name__)\n    \
             except OSError as error:\n        print(type(error).__name__, error)\n\
         tell(NOBODY)\n\
         tell('http://no-such-name.invalid/')\n\
         tell(f'https://127.0.0.1:{port}/')\n\
         tell(BASE + 'delay/30000', timeout=0.3)\n\
         tell(BASE + 'echo', data=None)\n\
         request = urllib.request.Request(BASE + 'echo')\n\
         request.set_proxy('127.0.0.1:3128', 'http')\n\
         try:\n    urllib.request.urlopen(request)\n\
         except urllib.error.URLError as error:\n    print(str(error.reason)[11:53])\n\
         request = urllib.request.Request(BASE + 'echo', data=b'x', method='GET')\n\
         try:\n    urllib.request.urlopen(request)\n\
         except urllib.error.URLError as error:\n    print(error.reason.strerror[:30])\n\
         try:\n    socket.create_connection(('example.org', 80))\n\
         except OSError as error:\n    print(type(error).__name__, 'urllib.request' in str(error))\n",
        "URLError ConnectionRefusedError\n\
         URLError gaierror\n\
         URLError SSLCertVerificationError\n\
         TimeoutError timed out\n\
         no error\n\
         proxies cannot be used from a web page: th\n\
         browsers send no body with GET\n\
         gaierror True",
    );
}

#[test]
fn a_connection_that_is_cut_is_not_taken_for_the_end() {
    check_script(
        "import urllib.request, http.client\n\
         r = urllib.request.urlopen(BASE + 'cut/1000')\n\
         try:\n    print(len(r.read()))\n\
         except (ConnectionResetError, http.client.IncompleteRead) as error:\n    print('cut')\n",
        "cut",
    );
}

#[test]
fn stop_ends_a_request_that_nobody_answers() {
    in_both(|kind| {
        with_server(kind, |session, other| {
            for (path, code) in [
                ("delay/60000", "urllib.request.urlopen(BASE + 'delay/60000')"),
                ("drip/9/60000", "urllib.request.urlopen(BASE + 'drip/9/60000').read()"),
            ] {
                let code = format!("import urllib.request\n{code}");
                let id = session.begin(Execute { code, ..Execute::default() });
                let arrived =
                    || Ok(other.requests().iter().any(|it| it.path.ends_with(path)).then_some(()));
                poll("the request", Duration::from_secs(20), arrived).unwrap();
                session.automation.send(&Request::Interrupt).unwrap();
                let cell = session.end(&id, &[]);
                assert_eq!(cell.status(), Status::Error, "{kind}");
                assert!(cell.traceback().contains("KeyboardInterrupt"), "{kind}: {cell:?}");
            }
            assert_eq!(session.cell("1 + 1").shown(), "2", "{kind}");
        });
    });
}
