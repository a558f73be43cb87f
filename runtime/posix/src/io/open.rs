//! `open` and `open_code`.

#[pymodule(sub)]
pub(crate) mod part {
    use crate::{io::attribute, open_mode::Mode};
    use rustpython_vm::{
        PyObjectRef, PyResult, VirtualMachine,
        builtins::{PyBaseExceptionRef, PyStrRef},
        convert::ToPyObject,
        function::FsPath,
        stdlib::_warnings::warn,
    };

    #[derive(FromArgs)]
    struct OpenArgs {
        #[pyarg(any)]
        file: PyObjectRef,
        #[pyarg(any, optional)]
        mode: Option<PyStrRef>,
        #[pyarg(any, default = -1)]
        buffering: isize,
        #[pyarg(any, default)]
        encoding: Option<PyStrRef>,
        #[pyarg(any, default)]
        errors: Option<PyStrRef>,
        #[pyarg(any, default)]
        newline: Option<PyStrRef>,
        #[pyarg(any, default = true)]
        closefd: bool,
        #[pyarg(any, default)]
        opener: Option<PyObjectRef>,
    }

    #[pyfunction]
    fn open(args: OpenArgs, vm: &VirtualMachine) -> PyResult {
        let mode = args.mode.unwrap_or_else(|| vm.ctx.new_str("r"));
        let mode_text = mode.to_string_lossy().into_owned();
        let parsed = parse(&mode_text, vm)?;
        if parsed.binary {
            for (given, name) in [
                (args.encoding.is_some(), "an encoding"),
                (args.errors.is_some(), "an errors"),
                (args.newline.is_some(), "a newline"),
            ] {
                if given {
                    return Err(
                        vm.new_value_error(format!("binary mode doesn't take {name} argument"))
                    );
                }
            }
            if args.buffering == 1 {
                warn(
                    vm.ctx.exceptions.runtime_warning,
                    String::from(
                        "line buffering (buffering=1) isn't supported in binary mode, \
                         the default buffer size will be used",
                    ),
                    1,
                    vm,
                )?;
            }
        }
        let file = if args.file.try_index_opt(vm).is_some() {
            args.file
        } else {
            FsPath::try_from_path_like(args.file, true, vm)?.to_pyobject(vm)
        };
        let raw_mode: String =
            mode_text.chars().filter(|character| !"tb".contains(*character)).collect();
        let raw = attribute("FileIO", vm)?.call((file, raw_mode, args.closefd, args.opener), vm)?;
        let closing_on_error = |result: PyResult, file: &PyObjectRef| {
            result.map_err(|error| close_after(error, file, vm))
        };

        let terminal = args.buffering < 0 && vm.call_method(&raw, "isatty", ())?.try_to_bool(vm)?;
        let line_buffering = args.buffering == 1 || terminal;
        let buffering = match args.buffering {
            -1 | 1 => attribute("DEFAULT_BUFFER_SIZE", vm)?.try_into_value::<isize>(vm)?,
            size => size,
        };
        if buffering < 0 {
            return closing_on_error(Err(vm.new_value_error("invalid buffering size")), &raw);
        }
        if buffering == 0 {
            if parsed.binary {
                return Ok(raw);
            }
            return closing_on_error(
                Err(vm.new_value_error("can't have unbuffered text I/O")),
                &raw,
            );
        }
        let class = match parsed {
            Mode { plus: true, .. } => "BufferedRandom",
            Mode { read: true, .. } => "BufferedReader",
            _ => "BufferedWriter",
        };
        let buffer =
            closing_on_error(attribute(class, vm)?.call((raw.clone(), buffering), vm), &raw)?;
        if parsed.binary {
            return Ok(buffer);
        }
        // The locale is always UTF-8; naming it spares the `locale` module.
        let encoding = match args.encoding {
            Some(encoding) if encoding.to_str() != Some("locale") => encoding,
            _ => vm.ctx.new_str("utf-8"),
        };
        let arguments = (buffer.clone(), encoding, args.errors, args.newline, line_buffering);
        let text = closing_on_error(attribute("TextIOWrapper", vm)?.call(arguments, vm), &buffer)?;
        text.set_attr("mode", mode, vm)?;
        Ok(text)
    }

    fn parse(text: &str, vm: &VirtualMachine) -> PyResult<Mode> {
        let mode = Mode::parse(text)
            .ok_or_else(|| vm.new_value_error(format!("invalid mode: '{text}'")))?;
        if mode.text && mode.binary {
            return Err(vm.new_value_error("can't have text and binary mode at once"));
        }
        match mode.purposes() {
            1 => Ok(mode),
            0 => Err(vm.new_value_error(
                "Must have exactly one of create/read/write/append mode and at most one plus",
            )),
            _ => Err(vm.new_value_error("must have exactly one of create/read/write/append mode")),
        }
    }

    /// Closes what was opened already; an error of that goes before.
    fn close_after(
        error: PyBaseExceptionRef,
        file: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyBaseExceptionRef {
        match vm.call_method(file, "close", ()) {
            Ok(_) => error,
            Err(close) => {
                close.set_context(Some(error));
                close
            }
        }
    }

    #[derive(FromArgs)]
    struct OpenCodeArgs {
        #[pyarg(any)]
        path: PyStrRef,
    }

    #[pyfunction]
    fn open_code(args: OpenCodeArgs, vm: &VirtualMachine) -> PyResult {
        attribute("open", vm)?.call((args.path, "rb"), vm)
    }
}
