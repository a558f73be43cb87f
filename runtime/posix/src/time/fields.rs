//! Reading a `struct_time` or a plain tuple.

use crate::calendar::{Moment, zone};
use rustpython_vm::{
    AsObject, PyObjectRef, PyResult, VirtualMachine,
    builtins::{PyStr, PyTuple},
};

/// Whether fields out of their range are an error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Checked {
    /// `asctime` and `strftime` index with them.
    Yes,
    /// `mktime` normalises them.
    No,
}

/// Reads what `time.localtime` gives, or any tuple of nine numbers.
pub(crate) fn read(
    t: &PyObjectRef,
    checked: Checked,
    function: &str,
    vm: &VirtualMachine,
) -> PyResult<Moment> {
    let tuple = t
        .downcast_ref::<PyTuple>()
        .ok_or_else(|| vm.new_type_error("Tuple or struct_time argument required"))?;
    let items = tuple.as_slice();
    let [year, month, day, hour, minute, second, weekday, year_day, is_dst, hidden @ ..] = items
    else {
        return Err(vm.new_type_error(format!("{function}(): illegal time tuple argument")));
    };
    let is_struct = t.class().name().to_string() == "struct_time";
    if !is_struct && !hidden.is_empty() {
        return Err(vm.new_type_error(format!("{function}(): illegal time tuple argument")));
    }
    let number = |item: &PyObjectRef| -> PyResult<i64> {
        let int = item.try_index(vm)?;
        int.try_to_primitive::<i32>(vm)
            .map(i64::from)
            .map_err(|_| vm.new_overflow_error(format!("{function} argument out of range")))
    };
    let mut moment = Moment {
        year: number(year)?,
        month: number(month)?,
        day: number(day)?,
        hour: number(hour)?,
        minute: number(minute)?,
        second: number(second)?,
        weekday: number(weekday)?,
        year_day: number(year_day)?,
        is_dst: number(is_dst)?.clamp(-1, 1) as i32,
        ..Moment::default()
    };
    let mut known_zone = false;
    if let (true, [zone, offset, ..]) = (is_struct, hidden)
        && let Some(zone) = zone.downcast_ref::<PyStr>()
        && !vm.is_none(offset)
    {
        moment.zone = zone.to_string_lossy().into_owned();
        moment.offset = number(offset)?;
        known_zone = true;
    }
    // C keeps the years since 1900 in an int.
    if moment.year < i64::from(i32::MIN) + 1900 {
        return Err(vm.new_overflow_error("year out of range"));
    }
    if checked == Checked::Yes {
        check(&mut moment, vm)?;
        if !known_zone {
            fill_zone(&mut moment);
        }
    }
    Ok(moment)
}

/// Zeros, which `time.strftime` has always taken for the smallest value, are
/// corrected; the rest is checked.
fn check(moment: &mut Moment, vm: &VirtualMachine) -> PyResult<()> {
    if moment.month == 0 {
        moment.month = 1;
    }
    if moment.day == 0 {
        moment.day = 1;
    }
    if moment.year_day == 0 {
        moment.year_day = 1;
    }
    for (what, value, range) in [
        ("month", moment.month, 1..=12),
        ("day of month", moment.day, 1..=31),
        ("hour", moment.hour, 0..=23),
        ("minute", moment.minute, 0..=59),
        ("seconds", moment.second, 0..=61),
        // C counts days of the week from Sunday: -1 is one, as CPython has it.
        ("day of week", moment.weekday, -1..=i64::MAX),
        ("day of year", moment.year_day, 1..=366),
    ] {
        if !range.contains(&value) {
            return Err(vm.new_value_error(format!("{what} out of range")));
        }
    }
    moment.weekday = moment.weekday.rem_euclid(7);
    Ok(())
}

/// The zone of a time whose tuple does not say.
fn fill_zone(moment: &mut Moment) {
    if let Some(local) = zone::from_local(moment).and_then(zone::local) {
        moment.offset = local.offset;
        moment.zone = local.zone;
    }
}
