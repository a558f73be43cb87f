//! The `_morelia_decimal` module: the everyday arithmetic of `_pydecimal`, natively.
//!
//! Only what is simple is done here: finite operands, results in the normal
//! range, rounding whose signals are not trapped. Everything else
//! goes to the method that was there before, which knows the whole standard.

mod number;

pub(crate) use _morelia_decimal::module_def;

#[pymodule]
mod _morelia_decimal {
    use super::number::{Limits, Number, Rounded, Rounding};
    use rustpython_vm::{
        AsObject, PyObjectRef, PyResult, VirtualMachine,
        builtins::{PyDictRef, PyInt, PyStr, PyStrInterned, PyType, PyTypeRef},
        function::{FuncArgs, ItemDoc, KwArgs, PyMethodFlags},
    };
    use std::cell::Cell;

    /// What the methods need of `_pydecimal`.
    struct Library {
        class: PyTypeRef,
        get_context: PyObjectRef,
        inexact: PyObjectRef,
        rounded: PyObjectRef,
        /// The pure methods, in the order of [`NAMES`].
        pure: [PyObjectRef; 6],
        names: Attributes,
    }

    /// Names of attributes, found in the table of strings once.
    struct Attributes {
        sign: &'static PyStrInterned,
        int: &'static PyStrInterned,
        exp: &'static PyStrInterned,
        is_special: &'static PyStrInterned,
        prec: &'static PyStrInterned,
        lowest: &'static PyStrInterned,
        highest: &'static PyStrInterned,
        clamp: &'static PyStrInterned,
        rounding: &'static PyStrInterned,
        ignored_flags: &'static PyStrInterned,
        traps: &'static PyStrInterned,
        flags: &'static PyStrInterned,
    }

    impl Attributes {
        fn new(vm: &VirtualMachine) -> Self {
            let name = |name| vm.ctx.intern_str(name);
            Self {
                sign: name("_sign"),
                int: name("_int"),
                exp: name("_exp"),
                is_special: name("_is_special"),
                prec: name("prec"),
                lowest: name("Emin"),
                highest: name("Emax"),
                clamp: name("clamp"),
                rounding: name("rounding"),
                ignored_flags: name("_ignored_flags"),
                traps: name("traps"),
                flags: name("flags"),
            }
        }
    }

    /// The methods that are replaced: first those of [`Operation`].
    const NAMES: [&str; 6] =
        ["__add__", "__sub__", "__mul__", "__truediv__", "quantize", "__str__"];

    thread_local! {
        static LIBRARY: Cell<Option<&'static Library>> = const { Cell::new(None) };
    }

    fn library(vm: &VirtualMachine) -> PyResult<&'static Library> {
        LIBRARY.get().ok_or_else(|| vm.new_runtime_error("decimal was not imported"))
    }

    #[derive(Clone, Copy)]
    enum Operation {
        Add,
        Subtract,
        Multiply,
        Divide,
    }

    #[derive(FromArgs)]
    struct Operands {
        #[pyarg(positional)]
        other: PyObjectRef,
        #[pyarg(any, default)]
        context: Option<PyObjectRef>,
    }

    #[derive(FromArgs)]
    struct Quantum {
        #[pyarg(any)]
        exp: PyObjectRef,
        #[pyarg(any, default)]
        rounding: Option<PyObjectRef>,
        #[pyarg(any, default)]
        context: Option<PyObjectRef>,
    }

    /// install(module) -> None
    ///
    /// Replaces the methods of `module.Decimal`.
    #[pyfunction]
    fn install(module: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let class = module.get_attr("Decimal", vm)?;
        let Ok(class) = class.downcast::<PyType>() else {
            return Err(vm.new_type_error("Decimal is not a class"));
        };
        let pure = |name: &'static str| class.as_object().get_attr(name, vm);
        let library = Library {
            get_context: module.get_attr("getcontext", vm)?,
            inexact: module.get_attr("Inexact", vm)?,
            rounded: module.get_attr("Rounded", vm)?,
            pure: [
                pure("__add__")?,
                pure("__sub__")?,
                pure("__mul__")?,
                pure("__truediv__")?,
                pure("quantize")?,
                pure("__str__")?,
            ],
            class,
            names: Attributes::new(vm),
        };
        // A method needs a class that is never freed; this one is not.
        let library: &'static Library = Box::leak(Box::new(library));
        LIBRARY.set(Some(library));
        let class = &library.class;
        macro_rules! replace {
            ($name:literal, $function:ident, $signature:literal) => {{
                let def = vm.ctx.new_method_def(
                    $name,
                    $function,
                    PyMethodFlags::METHOD,
                    ItemDoc::static_text(concat!($name, $signature, "\n--\n\n")),
                );
                class.as_object().set_attr($name, def.build_method(class, vm), vm)?;
            }};
        }
        replace!("__add__", add, "($self, other, context=None)");
        replace!("__radd__", add, "($self, other, context=None)");
        replace!("__sub__", subtract, "($self, other, context=None)");
        replace!("__mul__", multiply, "($self, other, context=None)");
        replace!("__rmul__", multiply, "($self, other, context=None)");
        replace!("__truediv__", divide, "($self, other, context=None)");
        replace!("quantize", quantize, "($self, exp, rounding=None, context=None)");
        replace!("__str__", text, "($self, eng=False, context=None)");
        Ok(())
    }

    /// pure() -> dict
    ///
    /// The methods that were replaced, by name: what the native ones must equal.
    #[pyfunction]
    fn pure(vm: &VirtualMachine) -> PyResult<PyDictRef> {
        let found = vm.ctx.new_dict();
        for (name, method) in NAMES.into_iter().zip(&library(vm)?.pure) {
            found.set_item(name, method.clone(), vm)?;
        }
        Ok(found)
    }

    fn add(zelf: PyObjectRef, operands: Operands, vm: &VirtualMachine) -> PyResult {
        calculate(Operation::Add, zelf, operands, vm)
    }

    fn subtract(zelf: PyObjectRef, operands: Operands, vm: &VirtualMachine) -> PyResult {
        calculate(Operation::Subtract, zelf, operands, vm)
    }

    fn multiply(zelf: PyObjectRef, operands: Operands, vm: &VirtualMachine) -> PyResult {
        calculate(Operation::Multiply, zelf, operands, vm)
    }

    fn divide(zelf: PyObjectRef, operands: Operands, vm: &VirtualMachine) -> PyResult {
        calculate(Operation::Divide, zelf, operands, vm)
    }

    fn calculate(
        operation: Operation,
        zelf: PyObjectRef,
        operands: Operands,
        vm: &VirtualMachine,
    ) -> PyResult {
        let library = library(vm)?;
        let Operands { other, context } = operands;
        let context = context.filter(|context| !vm.is_none(context));
        if let Some(found) = simply(library, operation, &zelf, &other, context.as_ref(), vm)? {
            return Ok(found);
        }
        let [add, subtract, multiply, divide, ..] = &library.pure;
        let pure = match operation {
            Operation::Add => add,
            Operation::Subtract => subtract,
            Operation::Multiply => multiply,
            Operation::Divide => divide,
        };
        let named = context.map(|context| ("context".into(), context));
        pure.call(FuncArgs::new(vec![zelf, other], KwArgs::new(named.into_iter().collect())), vm)
    }

    /// The result when the case is a simple one.
    fn simply(
        library: &Library,
        operation: Operation,
        zelf: &PyObjectRef,
        other: &PyObjectRef,
        context: Option<&PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<Option<PyObjectRef>> {
        let (Some(left), Some(right)) = (read(library, zelf, vm)?, read(library, other, vm)?)
        else {
            return Ok(None);
        };
        let context = match context {
            Some(context) => context.clone(),
            None => library.get_context.call((), vm)?,
        };
        let Some(limits) = limits(library, &context, vm)? else { return Ok(None) };
        let exact = match operation {
            Operation::Add => left.plus(&right, limits),
            Operation::Subtract => left.plus(&right.negated(), limits),
            Operation::Multiply => left.times(&right),
            Operation::Divide => left.divided_by(&right, limits),
        };
        finish(library, exact.and_then(|exact| exact.rounded(limits)), &context, vm)
    }

    /// The object, with its flags set, unless a flag is trapped.
    fn finish(
        library: &Library,
        result: Option<Rounded>,
        context: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<Option<PyObjectRef>> {
        let Some(Rounded { number, is_rounded, is_inexact }) = result else { return Ok(None) };
        if is_rounded && !signal(library, context, is_inexact, vm)? {
            return Ok(None);
        }
        make(library, &number, vm).map(Some)
    }

    fn quantize(zelf: PyObjectRef, wanted: Quantum, vm: &VirtualMachine) -> PyResult {
        let library = library(vm)?;
        if let Some(found) = quantize_simply(library, &zelf, &wanted, vm)? {
            return Ok(found);
        }
        let [.., pure, _] = &library.pure;
        let Quantum { exp, rounding, context } = wanted;
        let rest = [rounding, context].map(|value| value.unwrap_or_else(|| vm.ctx.none()));
        pure.call(FuncArgs::new([vec![zelf, exp], rest.into()].concat(), KwArgs::default()), vm)
    }

    fn quantize_simply(
        library: &Library,
        zelf: &PyObjectRef,
        wanted: &Quantum,
        vm: &VirtualMachine,
    ) -> PyResult<Option<PyObjectRef>> {
        let (Some(number), Some(quantum)) =
            (read(library, zelf, vm)?, read(library, &wanted.exp, vm)?)
        else {
            return Ok(None);
        };
        let given = |value: &Option<PyObjectRef>| value.clone().filter(|it| !vm.is_none(it));
        let context = match given(&wanted.context) {
            Some(context) => context,
            None => library.get_context.call((), vm)?,
        };
        let Some(mut limits) = limits(library, &context, vm)? else { return Ok(None) };
        if let Some(rounding) = given(&wanted.rounding) {
            let Some(rounding) = named_rounding(&rounding) else { return Ok(None) };
            limits.rounding = Some(rounding);
        }
        finish(library, number.quantized(quantum.exponent(), limits), &context, vm)
    }

    fn read(
        library: &Library,
        value: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<Option<Number>> {
        if let Some(int) = value.downcast_ref_if_exact::<PyInt>(vm) {
            return Ok(Some(Number::from_int(int.as_bigint())));
        }
        if !value.class().is(&library.class)
            || value.get_attr(library.names.is_special, vm)?.try_to_bool(vm)?
        {
            return Ok(None);
        }
        let digits = value.get_attr(library.names.int, vm)?;
        let exponent = value.get_attr(library.names.exp, vm)?;
        let is_negative = value.get_attr(library.names.sign, vm)?.try_to_bool(vm)?;
        let (Some(digits), Some(exponent)) =
            (digits.downcast_ref::<PyStr>(), exponent.downcast_ref::<PyInt>())
        else {
            return Ok(None);
        };
        let exponent = exponent.try_to_primitive::<i64>(vm).ok();
        Ok(exponent
            .zip(digits.to_str())
            .and_then(|(exponent, digits)| Number::from_digits(is_negative, digits, exponent)))
    }

    fn limits(
        library: &Library,
        context: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<Option<Limits>> {
        let names = &library.names;
        let number = |name: &'static PyStrInterned| -> PyResult<Option<i64>> {
            let value = context.get_attr(name, vm)?;
            Ok(value.downcast_ref::<PyInt>().and_then(|int| int.try_to_primitive(vm).ok()))
        };
        let (Some(precision), Some(lowest), Some(highest), Some(0)) = (
            number(names.prec)?,
            number(names.lowest)?,
            number(names.highest)?,
            number(names.clamp)?,
        ) else {
            return Ok(None);
        };
        let rounding = context.get_attr(names.rounding, vm)?;
        Ok(Some(Limits { precision, lowest, highest, rounding: named_rounding(&rounding) }))
    }

    fn named_rounding(name: &PyObjectRef) -> Option<Rounding> {
        name.downcast_ref::<PyStr>().and_then(|name| name.to_str()).and_then(Rounding::from_name)
    }

    /// Sets the flags of a rounded result; false when one of them is trapped or
    /// to be ignored.
    fn signal(
        library: &Library,
        context: &PyObjectRef,
        is_inexact: bool,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        if context.get_attr(library.names.ignored_flags, vm)?.try_to_bool(vm)? {
            return Ok(false);
        }
        let traps = context.get_attr(library.names.traps, vm)?;
        let flags = context.get_attr(library.names.flags, vm)?;
        let signals = [(&library.rounded, true), (&library.inexact, is_inexact)];
        for (signal, _) in signals.iter().filter(|(_, happened)| *happened) {
            if traps.get_item(signal.as_object(), vm)?.try_to_bool(vm)? {
                return Ok(false);
            }
        }
        for (signal, _) in signals.iter().filter(|(_, happened)| *happened) {
            flags.set_item(signal.as_object(), vm.ctx.true_value.clone().into(), vm)?;
        }
        Ok(true)
    }

    /// `Decimal.__str__`, for what is written without an exponent.
    fn text(zelf: PyObjectRef, options: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let library = library(vm)?;
        if zelf.class().is(&library.class)
            && let Some(number) = read(library, &zelf, vm)?
            && let Some(text) = number.plain()
        {
            return Ok(vm.ctx.new_str(text).into());
        }
        let [.., pure] = &library.pure;
        let mut options = options;
        options.prepend_arg(zelf);
        pure.call(options, vm)
    }

    fn make(library: &Library, number: &Number, vm: &VirtualMachine) -> PyResult {
        let new = vm.ctx.types.object_type.slots().new.load();
        let new = new.ok_or_else(|| vm.new_runtime_error("object cannot be made"))?;
        let made = new(library.class.clone(), FuncArgs::default(), vm)?;
        let names = &library.names;
        made.set_attr(names.sign, vm.ctx.new_int(i32::from(number.is_negative())), vm)?;
        made.set_attr(names.int, vm.ctx.new_str(number.digits()), vm)?;
        made.set_attr(names.exp, vm.ctx.new_int(number.exponent()), vm)?;
        made.set_attr(names.is_special, vm.ctx.false_value.clone(), vm)?;
        Ok(made)
    }
}
