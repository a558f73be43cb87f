//! Folders that the person picks.

use morelia_browser::BrowserKind;
use morelia_e2e::{ENTER, ESCAPE, in_both, in_browser, press};
use morelia_protocol::Execute;

const OPEN: &str = "return document.documentElement.children.length === 3";
const CLOSED: &str = "return document.documentElement.children.length === 2";

/// A folder of the site's own stands for one of the person's: no driver reaches the browser's dialog.
const PICKER: &str = "import js, morelia, os\n\
    from pyodide.ffi import to_js\n\
    root = await js.navigator.storage.getDirectory()\n\
    folder = await root.getDirectoryHandle('picked', create=True)\n\
    wanted = []\n\
    async def pick(options):\n    \
        wanted.append((js.navigator.userActivation.isActive, options.mode))\n    \
        return folder\n\
    js.showDirectoryPicker = pick";

#[test]
fn a_folder_is_picked_by_a_click_mounted_changed_and_kept() {
    in_both(|kind| {
        in_browser(kind, "/plain.html", |session| {
            assert_eq!(session.cell(PICKER).shown(), "", "{kind}");
            let code = "morelia.mount('/mnt/notes')\nwanted, os.listdir('/mnt/notes')".to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            session.wait_for_page(OPEN);
            session.automation.in_page(|browser| press(browser, ENTER)).unwrap();
            assert_eq!(session.end(&id, &[]).shown(), "([(True, 'readwrite')], [])", "{kind}");
            session.wait_for_page(CLOSED);
            let cell = session.cell(
                "with open('/mnt/notes/a.txt', 'w') as file: print('kept', file=file)\n\
                 morelia.sync('/mnt/notes')\n\
                 await (await (await folder.getFileHandle('a.txt')).getFile()).text()",
            );
            assert_eq!(cell.shown(), "'kept\\n'", "{kind}");
            let cell = session.cell(
                "morelia.unmount('/mnt/notes')\nmorelia.mount('/mnt/again', mode='read', handle=folder)\n\
                 os.path.exists('/mnt/notes'), open('/mnt/again/a.txt').read()",
            );
            assert_eq!(cell.shown(), "(False, 'kept\\n')", "{kind}");
            let cell = session.cell("morelia.mount('/mnt/again')");
            assert!(cell.shown().starts_with("FileExistsError: "), "{kind}: {cell:?}");

            // The key counts as a click for a while.
            session.wait_for_page("return !navigator.userActivation.isActive");
            let code = "morelia.mount('/mnt/declined')".to_owned();
            let id = session.begin(Execute { code, ..Execute::default() });
            session.wait_for_page(OPEN);
            session.automation.in_page(|browser| press(browser, ESCAPE)).unwrap();
            let shown = session.end(&id, &[]).shown();
            assert!(shown.starts_with("PermissionError: no folder was picked"), "{kind}: {shown}");
            session.wait_for_page(CLOSED);
        });
    });
}

#[test]
fn a_browser_without_the_dialog_says_so() {
    in_browser(BrowserKind::Firefox, "/plain.html", |session| {
        let shown = session.cell("import morelia\nmorelia.mount('/mnt/notes')").shown();
        let wanted =
            "NotImplementedError: this browser cannot let a person pick a folder; Chromium can";
        assert_eq!(shown, wanted);
    });
}
