//! The `time` module.

mod fields;

pub(crate) use time_module::module_def;

#[pymodule(name = "time")]
mod time_module {
    use crate::{
        calendar::{Moment, format, zone},
        host,
        time::fields::{self, Checked},
    };
    use rustpython_vm::{
        AsObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
        builtins::{PyFloat, PyNamespace, PyStrRef, PyTuple, PyTypeRef},
        class::PyClassDef,
        function::{FuncArgs, OptionalArg, OptionalOption},
        py_namespace,
        types::{PyStructSequence, PyStructSequenceData, struct_sequence_new},
    };

    #[pyattr]
    const _STRUCT_TM_ITEMS: usize = 11;
    #[pyattr]
    const CLOCK_REALTIME: i32 = 0;
    #[pyattr]
    const CLOCK_MONOTONIC: i32 = 1;
    #[pyattr]
    const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;
    #[pyattr]
    const CLOCK_THREAD_CPUTIME_ID: i32 = 3;
    #[pyattr]
    const CLOCK_MONOTONIC_RAW: i32 = 4;
    #[pyattr]
    const CLOCK_BOOTTIME: i32 = 7;

    /// Browsers round their clocks: 0.1 ms unless the page is isolated.
    const MONOTONIC_RESOLUTION: f64 = 1e-4;
    const REALTIME_RESOLUTION: f64 = 1e-3;

    #[pyfunction]
    fn time() -> f64 {
        host::now()
    }

    #[pyfunction]
    fn time_ns() -> i64 {
        nanoseconds(host::now())
    }

    #[pyfunction]
    fn monotonic() -> f64 {
        morelia_fiber::monotonic()
    }

    #[pyfunction]
    fn monotonic_ns() -> i64 {
        nanoseconds(morelia_fiber::monotonic())
    }

    #[pyfunction]
    fn perf_counter() -> f64 {
        morelia_fiber::monotonic()
    }

    #[pyfunction]
    fn perf_counter_ns() -> i64 {
        nanoseconds(morelia_fiber::monotonic())
    }

    /// A page cannot tell how much processor time it used, so this is the time
    /// in which Python did not wait.
    #[pyfunction]
    fn process_time() -> f64 {
        morelia_fiber::time_used()
    }

    #[pyfunction]
    fn process_time_ns() -> i64 {
        nanoseconds(morelia_fiber::time_used())
    }

    #[pyfunction]
    fn thread_time() -> f64 {
        morelia_fiber::monotonic()
    }

    #[pyfunction]
    fn thread_time_ns() -> i64 {
        nanoseconds(morelia_fiber::monotonic())
    }

    #[pyfunction]
    fn clock_gettime(clk_id: i32, vm: &VirtualMachine) -> PyResult<f64> {
        match clk_id {
            CLOCK_REALTIME => Ok(host::now()),
            CLOCK_PROCESS_CPUTIME_ID => Ok(morelia_fiber::time_used()),
            CLOCK_MONOTONIC | CLOCK_THREAD_CPUTIME_ID | CLOCK_MONOTONIC_RAW | CLOCK_BOOTTIME => {
                Ok(morelia_fiber::monotonic())
            }
            _ => Err(crate::errors::os_error(morelia_vfs::Errno::EINVAL, &[], vm)),
        }
    }

    #[pyfunction]
    fn clock_gettime_ns(clk_id: i32, vm: &VirtualMachine) -> PyResult<i64> {
        clock_gettime(clk_id, vm).map(nanoseconds)
    }

    #[pyfunction]
    fn clock_getres(clk_id: i32, vm: &VirtualMachine) -> PyResult<f64> {
        clock_gettime(clk_id, vm)?;
        Ok(if clk_id == CLOCK_REALTIME { REALTIME_RESOLUTION } else { MONOTONIC_RESOLUTION })
    }

    #[pyfunction]
    fn get_clock_info(name: PyStrRef, vm: &VirtualMachine) -> PyResult<PyRef<PyNamespace>> {
        let (implementation, monotonic, resolution) = match name.to_str() {
            Some("time") => ("Date.now()", false, REALTIME_RESOLUTION),
            Some("monotonic" | "perf_counter" | "process_time" | "thread_time") => {
                ("performance.now()", true, MONOTONIC_RESOLUTION)
            }
            _ => return Err(vm.new_value_error("unknown clock")),
        };
        Ok(py_namespace!(vm, {
            "implementation" => vm.new_pyobj(implementation),
            "monotonic" => vm.ctx.new_bool(monotonic),
            "adjustable" => vm.ctx.new_bool(!monotonic),
            "resolution" => vm.ctx.new_float(resolution),
        }))
    }

    #[pyfunction]
    fn sleep(seconds: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        vm.audit("time.sleep", || (seconds.clone(),))?;
        let seconds = seconds_of(&seconds, vm)?;
        if seconds < 0.0 {
            return Err(vm.new_value_error("sleep length must be non-negative"));
        }
        if seconds == 0.0 && !morelia_fiber::can_suspend() {
            return Ok(());
        }
        // A browser's timer may fire a little early, and takes 24 days at most.
        // The difference is taken as Python code would, so that rounding
        // cannot make the sleep look too short.
        let began = morelia_fiber::monotonic();
        let mut left = seconds;
        loop {
            morelia_fiber::sleep(vm, left)?;
            left = seconds - (morelia_fiber::monotonic() - began);
            if left <= 0.0 {
                return Ok(());
            }
        }
    }

    #[pyfunction]
    fn gmtime(
        seconds: OptionalOption<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<StructTimeData> {
        let seconds = timestamp(seconds, vm)?;
        let moment = Moment::from_seconds(seconds).ok_or_else(|| out_of_range(vm))?;
        Ok(StructTimeData::new(moment, vm))
    }

    #[pyfunction]
    fn localtime(
        seconds: OptionalOption<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<StructTimeData> {
        local(seconds, vm).map(|moment| StructTimeData::new(moment, vm))
    }

    #[pyfunction]
    fn mktime(t: PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
        let moment = fields::read(&t, Checked::No, "mktime", vm)?;
        let seconds = zone::from_local(&moment);
        seconds
            .map(|seconds| seconds as f64)
            .ok_or_else(|| vm.new_overflow_error("mktime argument out of range"))
    }

    #[pyfunction]
    fn asctime(t: OptionalArg<PyObjectRef>, vm: &VirtualMachine) -> PyResult<String> {
        let moment = given_or_now(t, "asctime", vm)?;
        Ok(format::asctime(&moment))
    }

    #[pyfunction]
    fn ctime(seconds: OptionalOption<PyObjectRef>, vm: &VirtualMachine) -> PyResult<String> {
        local(seconds, vm).map(|moment| format::asctime(&moment))
    }

    #[pyfunction]
    fn strftime(
        format: PyStrRef,
        t: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<PyObjectRef> {
        let moment = given_or_now(t, "strftime", vm)?;
        let mut text = rustpython_common::wtf8::Wtf8Buf::new();
        let mut plain = String::new();
        // Lone surrogates pass through as they are.
        for point in format.as_wtf8().code_points() {
            if let Some(character) = point.to_char() {
                plain.push(character);
            } else {
                text.push_str(&format::format(&moment, &plain));
                plain.clear();
                text.push(point);
            }
        }
        text.push_str(&format::format(&moment, &plain));
        Ok(vm.ctx.new_str(text).into())
    }

    #[pyfunction]
    fn strptime(
        string: PyObjectRef,
        format: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult {
        let parse = vm.import("_strptime", 0)?.get_attr("_strptime_time", vm)?;
        match format {
            OptionalArg::Present(format) => parse.call((string, format), vm),
            OptionalArg::Missing => parse.call((string,), vm),
        }
    }

    /// Reads the time zone again, in case the person travelled.
    #[pyfunction]
    fn tzset(vm: &VirtualMachine) -> PyResult<()> {
        let module = vm.import("time", 0)?;
        for (name, value) in zone_attributes(vm) {
            module.set_attr(name, value, vm)?;
        }
        Ok(())
    }

    /// The time zone is asked for when it is first needed: it must not be part
    /// of the image, and browsers take some milliseconds for the first answer.
    #[pyfunction]
    fn __getattr__(name: PyStrRef, vm: &VirtualMachine) -> PyResult {
        let is_zone = ZONE_ATTRIBUTES.into_iter().any(|zone| name.to_str() == Some(zone));
        if !is_zone {
            return Err(vm.new_attribute_error(format!(
                "module 'time' has no attribute '{}'",
                name.to_string_lossy()
            )));
        }
        tzset(vm)?;
        vm.import("time", 0)?.get_attr(&name, vm)
    }

    #[pyfunction]
    fn __dir__(vm: &VirtualMachine) -> PyResult<Vec<PyObjectRef>> {
        let present = vm.import("time", 0)?.get_attr("__dict__", vm)?;
        let mut names: Vec<PyObjectRef> = vm.extract_elements_with(&present, Ok)?;
        for name in ZONE_ATTRIBUTES {
            if !present.sequence_unchecked().contains(vm.ctx.new_str(name).as_object(), vm)? {
                names.push(vm.ctx.new_str(name).into());
            }
        }
        Ok(names)
    }

    /// What `struct_time` holds.
    #[pystruct_sequence_data]
    #[derive(Debug)]
    pub(crate) struct StructTimeData {
        pub(crate) tm_year: PyObjectRef,
        pub(crate) tm_mon: PyObjectRef,
        pub(crate) tm_mday: PyObjectRef,
        pub(crate) tm_hour: PyObjectRef,
        pub(crate) tm_min: PyObjectRef,
        pub(crate) tm_sec: PyObjectRef,
        pub(crate) tm_wday: PyObjectRef,
        pub(crate) tm_yday: PyObjectRef,
        pub(crate) tm_isdst: PyObjectRef,
        #[pystruct_sequence(skip)]
        pub(crate) tm_zone: PyObjectRef,
        #[pystruct_sequence(skip)]
        pub(crate) tm_gmtoff: PyObjectRef,
    }

    impl StructTimeData {
        fn new(moment: Moment, vm: &VirtualMachine) -> Self {
            Self {
                tm_year: vm.new_pyobj(moment.year),
                tm_mon: vm.new_pyobj(moment.month),
                tm_mday: vm.new_pyobj(moment.day),
                tm_hour: vm.new_pyobj(moment.hour),
                tm_min: vm.new_pyobj(moment.minute),
                tm_sec: vm.new_pyobj(moment.second),
                tm_wday: vm.new_pyobj(moment.weekday),
                tm_yday: vm.new_pyobj(moment.year_day),
                tm_isdst: vm.new_pyobj(moment.is_dst),
                tm_zone: vm.new_pyobj(moment.zone),
                tm_gmtoff: vm.new_pyobj(moment.offset),
            }
        }
    }

    #[pyattr]
    #[pystruct_sequence(name = "struct_time", module = "time", data = "StructTimeData")]
    pub(crate) struct PyStructTime;

    #[pyclass(with(PyStructSequence))]
    impl PyStructTime {
        #[pyslot]
        fn slot_new(class: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
            struct_sequence_new(
                class,
                args.bind_for(vm, Self::NAME)?,
                StructTimeData::OPTIONAL_FIELD_NAMES,
                vm,
            )
        }
    }

    const ZONE_ATTRIBUTES: [&str; 4] = ["timezone", "altzone", "daylight", "tzname"];

    fn zone_attributes(vm: &VirtualMachine) -> [(&'static str, PyObjectRef); 4] {
        let year = Moment::from_seconds(host::now() as i64).map_or(1970, |now| now.year);
        let (standard, other) = zone::offsets(year).unwrap_or_default();
        let (name, other_name) = zone::names(year);
        let names = vec![vm.new_pyobj(name), vm.new_pyobj(other_name)];
        let [timezone, altzone, daylight, tzname] = ZONE_ATTRIBUTES;
        [
            (timezone, vm.new_pyobj(-standard)),
            (altzone, vm.new_pyobj(-other)),
            (daylight, vm.new_pyobj(i32::from(standard != other))),
            (tzname, PyTuple::new_ref(names, &vm.ctx).into()),
        ]
    }

    fn local(seconds: OptionalOption<PyObjectRef>, vm: &VirtualMachine) -> PyResult<Moment> {
        zone::local(timestamp(seconds, vm)?).ok_or_else(|| out_of_range(vm))
    }

    fn given_or_now(
        t: OptionalArg<PyObjectRef>,
        function: &str,
        vm: &VirtualMachine,
    ) -> PyResult<Moment> {
        match t {
            OptionalArg::Present(t) => fields::read(&t, Checked::Yes, function, vm),
            OptionalArg::Missing => local(OptionalArg::Missing, vm),
        }
    }

    fn timestamp(seconds: OptionalOption<PyObjectRef>, vm: &VirtualMachine) -> PyResult<i64> {
        let Some(seconds) = seconds.flatten() else {
            return Ok(host::now().floor() as i64);
        };
        let Some(float) = seconds.downcast_ref::<PyFloat>().map(|float| float.to_f64()) else {
            let int = seconds.try_index(vm)?;
            return int.try_to_primitive::<i64>(vm).map_err(|_| out_of_range(vm));
        };
        if float.is_nan() {
            return Err(vm.new_value_error("Invalid value NaN (not a number)"));
        }
        let floor = float.floor();
        if floor < i64::MIN as f64 || floor >= i64::MAX as f64 {
            return Err(out_of_range(vm));
        }
        Ok(floor as i64)
    }

    fn seconds_of(seconds: &PyObjectRef, vm: &VirtualMachine) -> PyResult<f64> {
        let value = if let Some(float) = seconds.downcast_ref::<PyFloat>() {
            float.to_f64()
        } else {
            match seconds.try_index_opt(vm) {
                Some(int) => int?.as_object().try_float(vm)?.to_f64(),
                None => {
                    return Err(vm.new_type_error(format!(
                        "'{}' object cannot be interpreted as an integer or float",
                        seconds.class().name()
                    )));
                }
            }
        };
        if value.is_nan() {
            return Err(vm.new_value_error("Invalid value NaN (not a number)"));
        }
        if value.abs() > 9_223_372_036.0 {
            return Err(vm.new_overflow_error("timestamp too large to convert to C PyTime_t"));
        }
        Ok(value)
    }

    fn nanoseconds(seconds: f64) -> i64 {
        (seconds * 1e9) as i64
    }

    fn out_of_range(vm: &VirtualMachine) -> rustpython_vm::builtins::PyBaseExceptionRef {
        vm.new_overflow_error("timestamp out of range for platform time_t")
    }
}
