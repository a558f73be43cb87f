use morelia_browser::*; use std::time::*; use morelia_e2e::*;
#[test] fn tt() { let server = Server::start(site()).unwrap();
 for k in BrowserKind::ALL {
 let b = Browser::launch(&LaunchOptions::new(k).with_extension(extension(k))).unwrap();
 let mut a = Automation::open(b, &server.url("/plain.html")).unwrap();
 println!("{:?}", a.attach(Attachment::default(), Duration::from_secs(60)));
 for e in a.browser().console_errors().unwrap() { println!("CONSOLE {e}"); } 
 println!("{:#?}", a.browser().post("se/log", &serde_json::json!({"type":"browser"})));
 } }
