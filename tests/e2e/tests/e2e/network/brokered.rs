//! The standard library's clients, pyfetch and open_url.

use super::{check_script, no_error, with_server};
use morelia_browser::Server;
use morelia_e2e::{X, in_both, site};

#[test]
fn urlopen_on_the_command_line_reaches_another_origin() {
    let other = Server::start(site()).unwrap();
    let url = other.url("/_http/bytes/5");
    let code = format!("import urllib.request; print(urllib.request.urlopen({url:?}).read())");
    in_both(|kind| {
        let ran = X::run(&["-c", &code, "--browser", kind.name()]).done().well();
        assert_eq!(ran.stdout, "b'xxxxx'\n", "{kind}");
    });
}

#[test]
fn urllib_sees_status_reason_headers_and_body() {
    check_script(
        "import urllib.request, urllib.error, json\n\
         r = urllib.request.urlopen(BASE + 'echo?q=1')\n\
         said = json.load(r)\n\
         sent = {name.lower(): value for name, value in said['headers']}\n\
         print(r.status, r.reason, r.geturl() == BASE + 'echo?q=1', r.headers.get_content_type())\n\
         print(r.headers.get_all('Set-Cookie'))\n\
         print(said['method'], said['path'], sent['user-agent'], 'gzip' in sent['accept-encoding'])\n\
         print(sorted({'cookie', 'origin', 'referer', 'sec-fetch-site', 'accept-language'} & set(sent)))\n\
         try:\n    urllib.request.urlopen(BASE + 'status/404')\n\
         except urllib.error.HTTPError as error:\n    print(error.code, error.reason)\n",
        "200 OK True application/json\n\
         ['first=1; Path=/', 'second=2; Path=/_http']\n\
         GET /_http/echo?q=1 Python-urllib/3.14 True\n\
         []\n\
         404 As Asked",
    );
}

#[test]
fn redirects_are_followed_by_python_and_cookies_are_pythons_own() {
    check_script(
        "import urllib.request, http.cookiejar, json\n\
         jar = http.cookiejar.CookieJar()\n\
         opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))\n\
         r = opener.open(BASE + 'redirect/3')\n\
         said = json.load(r)\n\
         sent = {name.lower(): value for name, value in said['headers']}\n\
         print(r.geturl().removeprefix(BASE), sorted(cookie.name for cookie in jar))\n\
         print(sorted(sent['cookie'].split('; ')))\n\
         said = json.load(urllib.request.urlopen(BASE + 'echo'))\n\
         print('cookie' in {name.lower() for name, _ in said['headers']})\n",
        "echo ['first', 'hop1', 'hop2', 'hop3', 'second']\n\
         ['hop1=1', 'hop2=2', 'hop3=3']\n\
         False",
    );
}

#[test]
fn http_client_sends_bodies_and_its_own_headers() {
    check_script(
        "import http.client, json, urllib.parse\n\
         host = urllib.parse.urlsplit(BASE).netloc\n\
         c = http.client.HTTPConnection(host, timeout=30)\n\
         c.request('PUT', '/_http/echo', body='h\\u00e9'.encode(), headers={'X-Own': 'yes', 'Cookie': 'a=b', 'Origin': 'http://own.example', 'Referer': 'http://r.example/'})\n\
         r = c.getresponse()\n\
         said = json.load(r)\n\
         sent = {name.lower(): value for name, value in said['headers']}\n\
         print(r.status, r.version, said['method'], said['body'], sent['content-length'])\n\
         print(sent['x-own'], sent['cookie'], sent['origin'], sent['referer'])\n\
         c.request('POST', '/_http/echo', body=(b'part%d ' % n for n in range(3)), encode_chunked=True, headers={'Transfer-Encoding': 'chunked'})\n\
         print(json.load(c.getresponse())['body'])\n\
         c.request('HEAD', '/_http/bytes/1000')\n\
         r = c.getresponse()\n\
         print(r.getheader('content-length'), r.read())\n",
        "200 11 PUT h\u{e9} 3\n\
         yes a=b http://own.example http://r.example/\n\
         part0 part1 part2 \n\
         1000 b''",
    );
}

#[test]
fn requests_of_one_address_do_not_share_headers() {
    check_script(
        "import asyncio, json\n\
         from pyodide.http import pyfetch\n\
         async def one(n):\n    r = await pyfetch(BASE + 'echo', headers={'Cookie': f'n={n}', 'User-Agent': f'u{n}'})\n    \
             sent = {name.lower(): value for name, value in (await r.json())['headers']}\n    return sent['cookie'], sent['user-agent']\n\
         async def all():\n    return await asyncio.gather(*[one(n) for n in range(20)])\n\
         print(asyncio.run(all()) == [(f'n={n}', f'u{n}') for n in range(20)])\n",
        "True",
    );
}

#[test]
fn pyfetch_and_open_url_have_pyodides_interface() {
    check_script(
        "import asyncio, js\n\
         from pyodide.http import pyfetch, open_url, BodyUsedError, HttpStatusError, AbortError\n\
         async def main():\n    \
             r = await pyfetch(BASE + 'redirect/2')\n    \
             print(r.status, r.ok, r.redirected, r.url.removeprefix(BASE), r.headers['content-type'])\n    \
             twin = r.clone()\n    \
             print((await r.json())['method'], (await twin.json())['method'], r.body_used)\n    \
             try:\n        await r.text()\n    except BodyUsedError as error:\n        print(error)\n    \
             r = await pyfetch(BASE + 'status/503')\n    \
             try:\n        r.raise_for_status()\n    except HttpStatusError as error:\n        print(error.status, error.status_text)\n    \
             r = await pyfetch(BASE + 'redirect/1', redirect='manual')\n    \
             print(r.status, r.headers['location'])\n    \
             r = await pyfetch(BASE + 'redirect/1?code=307', method='POST', body='again')\n    \
             said = await r.json()\n    print(said['method'], said['body'])\n    \
             r = await pyfetch('/other.html')\n    print(r.status, r.type, r.headers['content-type'], '<' in await r.text())\n    \
             try:\n        await pyfetch(BASE + 'echo', credentials='include')\n    except OSError as error:\n        print('the page may not')\n    \
             controller = js.AbortController.new()\n    js.setTimeout(controller.abort.bind(controller), 200)\n    \
             try:\n        await pyfetch(BASE + 'delay/30000', signal=controller.signal)\n    except AbortError:\n        print('aborted')\n\
         asyncio.run(main())\n\
         print(open_url(BASE + 'drip/2/10').read())\n\
         print(open_url('/other.html').readline())\n",
        "200 True True echo application/json\n\
         GET GET True\n\
         Response body is already used\n\
         503 As Asked\n\
         302 /_http/echo\n\
         POST again\n\
         200 basic text/html; charset=utf-8 True\n\
         the page may not\n\
         aborted\n\
         line 0\nline 1\n\n\
         <!doctype html>\n",
    );
}

#[test]
fn a_page_with_a_strict_policy_is_no_obstacle() {
    in_both(|kind| {
        with_server(kind, |session, other| {
            let url = session.server.url("/strict-csp.html");
            session.automation.in_page(|browser| browser.goto(&url)).unwrap();
            session
                .automation
                .attach(Default::default(), std::time::Duration::from_secs(60))
                .unwrap();
            let code = format!(
                "import urllib.request; len(urllib.request.urlopen({:?}).read())",
                other.url("/_http/bytes/70000")
            );
            let cell = session.cell(&code);
            no_error(&cell);
            assert_eq!(cell.shown(), "70000", "{kind}");
            session.allow("Content Security Policy");
            session.allow("Content-Security-Policy");
        });
    });
}
