//! `requests` and `urllib3` as their authors published them.

use super::{no_error, with_server};
use morelia_e2e::{Session, in_both, wheels};
use morelia_protocol::{Reply, Request};

fn install(session: &mut Session) {
    let files = wheels();
    let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    assert_eq!(session.ask(&Request::WriteFiles { files }), Reply::Done);
    let code = format!(
        "import sys, zipfile\n\
         for wheel in {names:?}: zipfile.ZipFile(wheel).extractall('/home/web_user/packages')\n\
         sys.path.insert(0, '/home/web_user/packages')"
    );
    no_error(&session.cell(&code));
}

#[track_caller]
fn check(code: &str, wanted: &str) {
    in_both(|kind| {
        with_server(kind, |session, _| {
            install(session);
            let cell = session.script(code, &[]);
            assert_eq!(cell.shown().trim_end(), wanted.trim_end(), "{kind}: {cell:#?}");
        });
    });
}

#[test]
fn requests_works_in_straight_line_code() {
    check(
        "import requests\n\
         r = requests.get(BASE + 'echo', params={'a': 'b c'})\n\
         print(r.status_code, r.ok, r.json()['path'], r.headers['Content-Type'], r.encoding)\n\
         with requests.Session() as s:\n    \
             r = s.get(BASE + 'redirect/2')\n    \
             print([h.status_code for h in r.history], r.url == BASE + 'echo', sorted(s.cookies.keys()))\n    \
             r = s.post(BASE + 'echo', json={'x': [1]}, auth=('u', 'p'), headers={'X-Own': 'o'})\n    \
             sent = {name.lower(): value for name, value in r.json()['headers']}\n    \
             print(r.json()['body'], sent['authorization'], sent['x-own'], sent['content-type'])\n    \
             print(sorted(sent['cookie'].split('; ')), sent['user-agent'].split('/')[0])\n\
         r = requests.post(BASE + 'echo', files={'f': ('n.txt', b'content')}, data={'k': 'v'})\n\
         print('name=\"f\"; filename=\"n.txt\"' in r.json()['body'])\n\
         with requests.get(BASE + 'drip/3/50', stream=True) as r:\n    \
             print(list(r.iter_lines()))\n\
         with requests.get(BASE + 'bytes/3000000', stream=True) as r:\n    \
             print(sum(len(part) for part in r.iter_content(65536)))\n\
         print(requests.head(BASE + 'redirect/1').status_code, requests.get(BASE + 'gzip').text)\n",
        "200 True /_http/echo?a=b+c application/json utf-8\n\
         [302, 302] True ['first', 'hop1', 'hop2', 'second']\n\
         {\"x\": [1]} Basic dTpw o application/json\n\
         ['first=1', 'hop1=1', 'hop2=2', 'second=2'] python-requests\n\
         True\n\
         [b'line 0', b'line 1', b'line 2']\n\
         3000000\n\
         302 hello, compressed world",
    );
}

#[test]
fn requests_raises_its_own_exceptions() {
    check(
        "import requests, urllib.parse\n\
         port = urllib.parse.urlsplit(BASE).port\n\
         def tell(*args, **named):\n    \
             try:\n        print(requests.get(*args, **named))\n    \
             except requests.RequestException as error:\n        print(type(error).__name__, 'proxies cannot be used' in str(error))\n\
         tell(NOBODY)\n\
         tell('http://no-such-name.invalid/')\n\
         tell(BASE + 'delay/30000', timeout=0.3)\n\
         tell(BASE + 'delay/30000', timeout=(0.2, 0.5))\n\
         tell(f'https://127.0.0.1:{port}/')\n\
         tell(BASE + 'cut/5000')\n\
         tell(BASE, proxies={'http': 'http://127.0.0.1:3128'})\n\
         tell('https://example.org/', proxies={'https': 'http://127.0.0.1:3128'})\n\
         try:\n    requests.get(BASE + 'status/418').raise_for_status()\n\
         except requests.HTTPError as error:\n    print(str(error).split(' for ')[0])\n",
        "ConnectionError False\n\
         ConnectionError False\n\
         ReadTimeout False\n\
         ReadTimeout False\n\
         SSLError False\n\
         ChunkedEncodingError False\n\
         ConnectionError True\n\
         ConnectionError True\n\
         418 Client Error: As Asked",
    );
}

#[test]
fn urllib3_works_with_pools_and_retries() {
    check(
        "import urllib3, json\n\
         http = urllib3.PoolManager(headers={'X-Pool': 'p'})\n\
         r = http.request('GET', BASE + 'echo', fields={'a': '1'})\n\
         print(r.status, r.json()['path'], dict(r.json()['headers'])['x-pool'])\n\
         r = http.request('GET', BASE + 'redirect/2')\n\
         print(r.status, r.geturl(), len(r.retries.history))\n\
         r = http.request('POST', BASE + 'echo', body=b'z' * 200_000)\n\
         print(r.json()['length'])\n\
         r = http.request('GET', BASE + 'bytes/500000', preload_content=False)\n\
         print(sum(len(part) for part in r.stream(1000)))\n\
         r.release_conn()\n\
         try:\n    http.request('GET', NOBODY, retries=2)\n\
         except urllib3.exceptions.MaxRetryError as error:\n    print(type(error.reason).__name__)\n",
        "200 /_http/echo?a=1 p\n\
         200 /_http/echo 2\n\
         200000\n\
         500000\n\
         ProtocolError",
    );
}
