//! The `pwd` and `grp` modules: the one user and its group, and root.

pub(crate) mod pwd {
    pub(crate) use pwd_module::module_def;

    #[pymodule(name = "pwd")]
    mod pwd_module {
        use rustpython_vm::{
            PyObjectRef, PyResult, VirtualMachine, builtins::PyStrRef, convert::ToPyObject,
            types::PyStructSequence,
        };

        #[pystruct_sequence_data]
        #[derive(Debug)]
        struct PasswdData {
            pw_name: &'static str,
            pw_passwd: &'static str,
            pw_uid: u32,
            pw_gid: u32,
            pw_gecos: &'static str,
            pw_dir: &'static str,
            pw_shell: &'static str,
        }

        #[pyattr]
        #[pystruct_sequence(name = "struct_passwd", module = "pwd", data = "PasswdData")]
        struct PyPasswd;

        #[pyclass(with(PyStructSequence))]
        impl PyPasswd {}

        fn web_user() -> PasswdData {
            PasswdData {
                pw_name: crate::posix::USER_NAME,
                pw_passwd: "x",
                pw_uid: crate::posix::USER_ID,
                pw_gid: crate::posix::USER_ID,
                pw_gecos: "",
                pw_dir: crate::posix::HOME,
                pw_shell: "/bin/sh",
            }
        }

        /// Nobody is root here, but programs take it that it is there.
        fn root() -> PasswdData {
            PasswdData {
                pw_name: "root",
                pw_passwd: "x",
                pw_uid: 0,
                pw_gid: 0,
                pw_gecos: "",
                pw_dir: "/root",
                pw_shell: "/bin/sh",
            }
        }

        #[pyfunction]
        fn getpwnam(name: PyStrRef, vm: &VirtualMachine) -> PyResult<PasswdData> {
            match name.to_str() {
                Some(crate::posix::USER_NAME) => return Ok(web_user()),
                Some("root") => return Ok(root()),
                _ => {}
            }
            let name = name.to_string_lossy();
            Err(vm.new_key_error(vm.new_pyobj(format!("getpwnam(): name not found: '{name}'"))))
        }

        #[pyfunction]
        fn getpwuid(uid: PyObjectRef, vm: &VirtualMachine) -> PyResult<PasswdData> {
            let uid = uid.try_index(vm)?;
            match uid.try_to_primitive::<u32>(vm) {
                Ok(crate::posix::USER_ID) => return Ok(web_user()),
                Ok(0) => return Ok(root()),
                _ => {}
            }
            Err(vm.new_key_error(
                vm.new_pyobj(format!("getpwuid(): uid not found: {}", uid.as_bigint())),
            ))
        }

        #[pyfunction]
        fn getpwall(vm: &VirtualMachine) -> Vec<PyObjectRef> {
            vec![root().to_pyobject(vm), web_user().to_pyobject(vm)]
        }
    }
}

pub(crate) mod grp {
    pub(crate) use grp_module::module_def;

    #[pymodule(name = "grp")]
    mod grp_module {
        use rustpython_vm::{
            PyObjectRef, PyResult, VirtualMachine, builtins::PyStrRef, convert::ToPyObject,
            types::PyStructSequence,
        };

        #[pystruct_sequence_data]
        #[derive(Debug)]
        struct GroupData {
            gr_name: &'static str,
            gr_passwd: &'static str,
            gr_gid: u32,
            gr_mem: PyObjectRef,
        }

        #[pyattr]
        #[pystruct_sequence(name = "struct_group", module = "grp", data = "GroupData")]
        struct PyGroup;

        #[pyclass(with(PyStructSequence))]
        impl PyGroup {}

        fn web_group(vm: &VirtualMachine) -> GroupData {
            group(crate::posix::USER_NAME, crate::posix::USER_ID, vm)
        }

        fn root(vm: &VirtualMachine) -> GroupData {
            group("root", 0, vm)
        }

        fn group(name: &'static str, id: u32, vm: &VirtualMachine) -> GroupData {
            GroupData {
                gr_name: name,
                gr_passwd: "x",
                gr_gid: id,
                gr_mem: vm.ctx.new_list(Vec::new()).into(),
            }
        }

        #[pyfunction]
        fn getgrnam(name: PyStrRef, vm: &VirtualMachine) -> PyResult<GroupData> {
            match name.to_str() {
                Some(crate::posix::USER_NAME) => return Ok(web_group(vm)),
                Some("root") => return Ok(root(vm)),
                _ => {}
            }
            let name = name.to_string_lossy();
            Err(vm.new_key_error(vm.new_pyobj(format!("getgrnam(): name not found: '{name}'"))))
        }

        #[pyfunction]
        fn getgrgid(id: PyObjectRef, vm: &VirtualMachine) -> PyResult<GroupData> {
            let gid = id.try_index(vm)?;
            match gid.try_to_primitive::<u32>(vm) {
                Ok(crate::posix::USER_ID) => return Ok(web_group(vm)),
                Ok(0) => return Ok(root(vm)),
                _ => {}
            }
            Err(vm.new_key_error(
                vm.new_pyobj(format!("getgrgid(): gid not found: {}", gid.as_bigint())),
            ))
        }

        #[pyfunction]
        fn getgrall(vm: &VirtualMachine) -> Vec<PyObjectRef> {
            vec![root(vm).to_pyobject(vm), web_group(vm).to_pyobject(vm)]
        }
    }
}
