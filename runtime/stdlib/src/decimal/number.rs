//! Finite decimal numbers and their arithmetic, by the General Decimal Arithmetic specification.

use malachite_bigint::{BigInt, BigUint, Sign};
use std::cmp::Ordering;

/// Digits that two operands may be apart; beyond, the pure method is no slower.
const MOST_SHIFT: i64 = 400;
/// Digits of an operand, likewise.
const MOST_DIGITS: usize = 2000;

/// What a context allows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) precision: i64,
    pub(crate) lowest: i64,
    pub(crate) highest: i64,
    pub(crate) rounding: Option<Rounding>,
}

/// A way to round, by its name in the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    Up,
    Floor,
    Ceiling,
    HalfEven,
    HalfUp,
    HalfDown,
}

impl Rounding {
    /// From `decimal`'s constant. None for `ROUND_05UP`, which is left to the pure method.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "ROUND_DOWN" => Self::Down,
            "ROUND_UP" => Self::Up,
            "ROUND_FLOOR" => Self::Floor,
            "ROUND_CEILING" => Self::Ceiling,
            "ROUND_HALF_EVEN" => Self::HalfEven,
            "ROUND_HALF_UP" => Self::HalfUp,
            "ROUND_HALF_DOWN" => Self::HalfDown,
            _ => return None,
        })
    }

    /// Whether what is kept grows by one when `tail`, not all zeros, is dropped.
    fn grows(self, is_negative: bool, head: &str, tail: &str) -> bool {
        let half = match tail.bytes().next() {
            Some(b'5') if tail.bytes().skip(1).all(|digit| digit == b'0') => Ordering::Equal,
            Some(b'5'..) => Ordering::Greater,
            _ => Ordering::Less,
        };
        let is_odd = head.bytes().last().is_some_and(|digit| digit % 2 == 1);
        match self {
            Self::Down => false,
            Self::Up => true,
            Self::Floor => is_negative,
            Self::Ceiling => !is_negative,
            Self::HalfEven => half.is_gt() || (half.is_eq() && is_odd),
            Self::HalfUp => half.is_ge(),
            Self::HalfDown => half.is_gt(),
        }
    }
}

/// Sign, coefficient and exponent.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    is_negative: bool,
    coefficient: BigUint,
    digits: String,
    exponent: i64,
}

/// A result that fits its context.
#[derive(Debug)]
pub(crate) struct Rounded {
    pub(crate) number: Number,
    /// Digits were dropped.
    pub(crate) is_rounded: bool,
    /// And not all of them were zeros.
    pub(crate) is_inexact: bool,
}

impl Number {
    pub(crate) fn from_int(value: &BigInt) -> Self {
        Self::new(value.sign() == Sign::Minus, value.magnitude().clone(), 0)
    }

    pub(crate) fn from_digits(is_negative: bool, digits: &str, exponent: i64) -> Option<Self> {
        if digits.len() > MOST_DIGITS {
            return None;
        }
        let coefficient = parsed(digits)?;
        Some(Self { is_negative, coefficient, digits: digits.to_owned(), exponent })
    }

    fn new(is_negative: bool, coefficient: BigUint, exponent: i64) -> Self {
        // Those of a machine's size are written ten times as fast.
        let digits = match u64::try_from(&coefficient) {
            Ok(small) => small.to_string(),
            Err(_) => coefficient.to_string(),
        };
        Self { is_negative, coefficient, digits, exponent }
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.is_negative
    }

    pub(crate) fn digits(&self) -> &str {
        &self.digits
    }

    pub(crate) fn exponent(&self) -> i64 {
        self.exponent
    }

    pub(crate) fn negated(self) -> Self {
        Self { is_negative: !self.is_negative, ..self }
    }

    /// As it is written without an exponent. None where the specification wants one.
    pub(crate) fn plain(&self) -> Option<String> {
        let sign = if self.is_negative { "-" } else { "" };
        if self.exponent == 0 {
            return Some(format!("{sign}{}", self.digits));
        }
        let places = usize::try_from(self.exponent.checked_neg()?).ok()?;
        match self.digits.len().checked_sub(places) {
            None | Some(0) => {
                let zeros = places - self.digits.len();
                (zeros < 6).then(|| format!("{sign}0.{}{}", "0".repeat(zeros), self.digits))
            }
            Some(whole) => {
                let (whole, fraction) = self.digits.split_at_checked(whole)?;
                Some(format!("{sign}{whole}.{fraction}"))
            }
        }
    }

    fn is_zero(&self) -> bool {
        self.digits == "0"
    }

    /// The sum. None where that is zero, and where a great distance makes it a special case.
    pub(crate) fn plus(&self, other: &Self, limits: Limits) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let left = self.shifted(self.exponent.checked_sub(exponent)?, limits)?;
        let right = other.shifted(other.exponent.checked_sub(exponent)?, limits)?;
        let (is_negative, coefficient) = if self.is_negative == other.is_negative {
            (self.is_negative, left + right)
        } else if left > right {
            (self.is_negative, left - right)
        } else if right > left {
            (other.is_negative, right - left)
        } else {
            return None;
        };
        Some(Self::new(is_negative, coefficient, exponent))
    }

    /// The coefficient with zeros put to its end.
    fn shifted(&self, zeros: i64, limits: Limits) -> Option<BigUint> {
        if zeros > MOST_SHIFT || zeros > limits.precision {
            return None;
        }
        if zeros == 0 || self.is_zero() {
            return Some(self.coefficient.clone());
        }
        Some(&self.coefficient * power_of_ten(zeros)?)
    }

    /// The product.
    pub(crate) fn times(&self, other: &Self) -> Option<Self> {
        let exponent = self.exponent.checked_add(other.exponent)?;
        let coefficient = &self.coefficient * &other.coefficient;
        Some(Self::new(self.is_negative != other.is_negative, coefficient, exponent))
    }

    /// The quotient, with one digit more than the precision when it does not come out even.
    pub(crate) fn divided_by(&self, other: &Self, limits: Limits) -> Option<Self> {
        if self.is_zero() || other.is_zero() || limits.precision > MOST_SHIFT {
            return None;
        }
        let length = |number: &Self| i64::try_from(number.digits.len()).ok();
        let ideal = self.exponent.checked_sub(other.exponent)?;
        let shift = length(other)? - length(self)? + limits.precision + 1;
        let mut exponent = ideal.checked_sub(shift)?;
        let (dividend, divisor) = if shift >= 0 {
            (&self.coefficient * power_of_ten(shift)?, other.coefficient.clone())
        } else {
            (self.coefficient.clone(), &other.coefficient * power_of_ten(-shift)?)
        };
        let mut quotient = &dividend / &divisor;
        if &quotient * &divisor == dividend {
            let ten = BigUint::from(10_u8);
            while exponent < ideal {
                let tenth = &quotient / &ten;
                if &tenth * &ten != quotient {
                    break;
                }
                quotient = tenth;
                exponent += 1;
            }
        } else {
            // A last digit of 0 or 5 would look like the end of the number.
            let five = BigUint::from(5_u8);
            if (&quotient / &five) * &five == quotient {
                quotient += BigUint::from(1_u8);
            }
        }
        Some(Self::new(self.is_negative != other.is_negative, quotient, exponent))
    }

    /// What a context makes of it. None where that is not a normal number of the context.
    pub(crate) fn rounded(self, limits: Limits) -> Option<Rounded> {
        let length = i64::try_from(self.digits.len()).ok()?;
        if self.is_plain_zero(limits) {
            return Some(Rounded { number: self, is_rounded: false, is_inexact: false });
        }
        if !self.is_normal(limits) {
            return None;
        }
        if length <= limits.precision {
            return Some(Rounded { number: self, is_rounded: false, is_inexact: false });
        }
        let mut rounded = self.without(length - limits.precision, limits.rounding?)?;
        if rounded.number.digits.len() > usize::try_from(limits.precision).ok()? {
            // It grew to a power of ten: its last digit is a zero.
            let Self { is_negative, mut digits, exponent, .. } = rounded.number;
            digits.pop();
            rounded.number = Self::from_digits(is_negative, &digits, exponent.checked_add(1)?)?;
        }
        Some(rounded)
    }

    /// The same with another exponent. None where that does not give a normal number.
    pub(crate) fn quantized(self, exponent: i64, limits: Limits) -> Option<Rounded> {
        let zeros = self.exponent.checked_sub(exponent)?;
        let is_exponent = exponent >= limits.lowest && exponent <= limits.highest;
        if is_exponent && self.is_zero() {
            let number = Self { exponent, ..self };
            return Some(Rounded { number, is_rounded: false, is_inexact: false });
        }
        if !is_exponent || !self.is_normal(limits) {
            return None;
        }
        let quantized = if zeros >= 0 {
            let coefficient = self.shifted(zeros, limits)?;
            let number = Self::new(self.is_negative, coefficient, exponent);
            Rounded { number, is_rounded: false, is_inexact: false }
        } else {
            self.without(zeros.checked_neg()?, limits.rounding?)?
        };
        let fits = quantized.number.digits.len() <= usize::try_from(limits.precision).ok()?;
        let number = &quantized.number;
        (fits && (number.is_plain_zero(limits) || number.is_normal(limits))).then_some(quantized)
    }

    /// A zero that no context changes.
    fn is_plain_zero(&self, limits: Limits) -> bool {
        self.is_zero() && self.exponent >= limits.lowest && self.exponent <= limits.highest
    }

    /// Neither zero nor near the ends of the context's range.
    fn is_normal(&self, limits: Limits) -> bool {
        let adjusted = i64::try_from(self.digits.len())
            .ok()
            .and_then(|length| self.exponent.checked_add(length - 1));
        // One below the highest: rounding up may carry.
        !self.is_zero() && adjusted.is_some_and(|it| it >= limits.lowest && it < limits.highest)
    }

    /// Without its last digits.
    fn without(&self, dropped: i64, rounding: Rounding) -> Option<Rounded> {
        let (head, tail) = match self.digits.len().checked_sub(usize::try_from(dropped).ok()?) {
            Some(0) => ("0", self.digits.as_str()),
            Some(kept) => self.digits.split_at_checked(kept)?,
            // All of it is beyond the first digit that is dropped.
            None => ("0", "1"),
        };
        let is_inexact = tail.bytes().any(|digit| digit != b'0');
        let mut coefficient = parsed(head)?;
        if is_inexact && rounding.grows(self.is_negative, head, tail) {
            coefficient += BigUint::from(1_u8);
        }
        let exponent = self.exponent.checked_add(dropped)?;
        let number = Self::new(self.is_negative, coefficient, exponent);
        Some(Rounded { number, is_rounded: true, is_inexact })
    }
}

fn parsed(digits: &str) -> Option<BigUint> {
    // So many digits fit.
    if digits.len() < 20 {
        return digits.parse::<u64>().ok().map(BigUint::from);
    }
    digits.parse().ok()
}

fn power_of_ten(exponent: i64) -> Option<BigUint> {
    Some(BigUint::from(10_u8).pow(u32::try_from(exponent).ok()?))
}
