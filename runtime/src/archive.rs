//! The Python sources that ship with the runtime: the `_morelia_archive` module.
//!
//! The archive is a section of the WebAssembly module, so it is there as soon
//! as the code is, and takes no room in linear memory. While the build boots
//! the interpreter there is no such section yet, and the build hands it out.

use js_sys::{Uint8Array, WebAssembly};
use morelia_archive::{Index, unpack};
use std::cell::{Cell, OnceCell, RefCell};
use wasm_bindgen::{JsCast, prelude::*};

pub(crate) use _morelia_archive::module_def;

/// The section's name. `xtask` adds it under this name.
const SECTION: &str = "morelia.archive";

/// The folder that the archive looks like; `_morelia_lib.archive` has it, too.
const ROOT: &str = "/usr/lib/python3.14";

#[wasm_bindgen]
extern "C" {
    /// Fills `target` from the archive; only the build has this function.
    #[wasm_bindgen(js_name = moreliaReadArchive)]
    fn read_in_build(offset: usize, target: &mut [u8]);
}

thread_local! {
    static INDEX: OnceCell<Index> = const { OnceCell::new() };
    /// The block that was unpacked last: the next module is often in it, too.
    static UNPACKED: RefCell<Option<(usize, Vec<u8>)>> = const { RefCell::new(None) };
    static IN_BUILD: Cell<bool> = const { Cell::new(false) };
    /// The archive, once it was needed.
    static ARCHIVE: OnceCell<Uint8Array> = const { OnceCell::new() };
}

/// Takes the index of the archive that the build has and hands out.
///
/// # Errors
/// It is no index, or there is one.
pub(crate) fn set_index(json: &str) -> Result<(), String> {
    let index = serde_json::from_str(json).map_err(|error| error.to_string())?;
    INDEX.with(|cell| cell.set(index)).map_err(|_| "the runtime was booted twice".to_owned())?;
    IN_BUILD.set(true);
    Ok(())
}

/// From here on the archive is the module's section.
pub(crate) fn leave_build() {
    IN_BUILD.set(false);
    UNPACKED.set(None);
}

/// What `__file__` of a module is.
pub(crate) fn path(name: &str, is_package: bool) -> String {
    let end = if is_package { "/__init__.py" } else { ".py" };
    format!("{ROOT}/{}{end}", name.replace('.', "/"))
}

/// A module's source, and whether it is a package's.
///
/// # Errors
/// The archive is damaged.
pub(crate) fn source(name: &str) -> Result<Option<(Vec<u8>, bool)>, String> {
    let Some(source) = with_index(|index| index.modules.get(name).copied()).flatten() else {
        return Ok(None);
    };
    let is_there = UNPACKED
        .with_borrow(|block| block.as_ref().is_some_and(|(number, _)| *number == source.block));
    if !is_there {
        let block = read_block(source.block)?;
        UNPACKED.set(Some((source.block, block)));
    }
    let bytes = UNPACKED.with_borrow(|block| {
        let (_, bytes) = block.as_ref()?;
        bytes.get(source.offset..source.offset + source.length).map(<[u8]>::to_vec)
    });
    bytes
        .map(|bytes| Some((bytes, source.is_package)))
        .ok_or_else(|| format!("the standard library's archive is damaged: no {name} in its block"))
}

fn with_index<R>(body: impl FnOnce(&Index) -> R) -> Option<R> {
    INDEX.with(|cell| cell.get().map(body))
}

fn read_block(number: usize) -> Result<Vec<u8>, String> {
    let block = with_index(|index| index.blocks.get(number).cloned())
        .flatten()
        .ok_or("the standard library's archive has no such block")?;
    let mut packed = vec![0; block.packed];
    read(block.offset, &mut packed)?;
    unpack(&block, &packed).map_err(|error| error.to_string())
}

/// Fills `target` from a place of the archive.
fn read(offset: usize, target: &mut [u8]) -> Result<(), String> {
    if IN_BUILD.get() {
        read_in_build(offset, target);
        return Ok(());
    }
    ARCHIVE.with(|cell| {
        let archive = match cell.get() {
            Some(archive) => archive,
            None => {
                let found = section()?;
                cell.get_or_init(|| found)
            }
        };
        let part = archive.subarray(offset as u32, (offset + target.len()) as u32);
        if part.length() as usize != target.len() {
            return Err("the standard library's archive ends too early".to_owned());
        }
        part.copy_to(target);
        Ok(())
    })
}

fn section() -> Result<Uint8Array, String> {
    let module: WebAssembly::Module = wasm_bindgen::module().unchecked_into();
    let sections = WebAssembly::Module::custom_sections(&module, SECTION);
    if sections.length() == 0 {
        return Err("the runtime's module has no standard library in it".to_owned());
    }
    Ok(Uint8Array::new(&sections.get(0)))
}

#[rustpython_vm::pymodule]
mod _morelia_archive {
    use super::with_index;
    use rustpython_vm::{
        PyObjectRef, PyResult, VirtualMachine,
        builtins::{PyBytesRef, PyStrRef},
        convert::ToPyObject,
    };

    /// find(name: str) -> bool | None
    ///
    /// Whether a module is a package; None when the archive does not have it.
    #[pyfunction]
    fn find(name: PyStrRef) -> Option<bool> {
        let name = name.to_string_lossy();
        with_index(|index| index.modules.get(&*name).map(|source| source.is_package)).flatten()
    }

    /// source(name: str) -> bytes | None
    ///
    /// A module's source, in UTF-8; None when the archive does not have it.
    #[pyfunction]
    fn source(name: PyStrRef, vm: &VirtualMachine) -> PyResult<Option<PyBytesRef>> {
        let found = super::source(&name.to_string_lossy());
        found
            .map(|found| found.map(|(source, _)| vm.ctx.new_bytes(source)))
            .map_err(|text| vm.new_os_error(text))
    }

    /// children(package: str) -> list[tuple[str, bool]]
    ///
    /// The modules directly in a package, each with whether it is a package;
    /// those at the top for an empty name.
    #[pyfunction]
    fn children(package: PyStrRef, vm: &VirtualMachine) -> PyObjectRef {
        let package = package.to_string_lossy();
        let children: Vec<PyObjectRef> = with_index(|index| {
            index.children(&package).map(|child| child.to_pyobject(vm)).collect()
        })
        .unwrap_or_default();
        vm.ctx.new_list(children).into()
    }
}
