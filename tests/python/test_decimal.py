"""``decimal``: the native methods give what the pure ones give, flags and all."""

import random
import sys

INSIDE = sys.platform == "emscripten"


def _numbers(seed, count):
    """Decimals of many lengths and sizes, ties and carries among them."""
    from decimal import Decimal

    chance = random.Random(seed)
    for _ in range(count):
        kind = chance.randrange(8)
        if kind == 0:
            yield Decimal(chance.choice(["0", "-0", "0E+5", "NaN", "Infinity", "-Infinity", "0E-30"]))
        elif kind == 1:
            yield Decimal("9" * chance.randrange(1, 40) + f"E{chance.randrange(-20, 20)}")
        elif kind == 2:
            yield Decimal(chance.randrange(-20, 20))
        elif kind == 3:
            yield Decimal(f"{chance.randrange(10**9)}5E{chance.randrange(-12, 3)}")
        elif kind == 4:
            yield Decimal((chance.randrange(2), (1,), chance.randrange(-60, 60)))
        else:
            digits = chance.randrange(1, 45)
            value = chance.randrange(10 ** (digits - 1), 10**digits)
            yield Decimal(f"{chance.choice(['', '-'])}{value}E{chance.randrange(-30, 10)}")


def _outcome(call, context):
    """The result with sign and exponent, or the exception, and the flags that it left."""
    context.clear_flags()
    try:
        result = call()
        told = result.as_tuple() if hasattr(result, "as_tuple") else result
    except ArithmeticError as error:
        told = type(error).__name__
    return told, sorted(flag.__name__ for flag, is_set in context.flags.items() if is_set)


def test_results_and_flags_are_those_of_the_pure_methods():
    if not INSIDE:
        return
    import decimal

    import _morelia_decimal

    Decimal = decimal.Decimal
    pure = _morelia_decimal.pure()
    text = pure.pop("__str__")
    assert set(pure) == {"__add__", "__sub__", "__mul__", "__truediv__", "quantize"}
    contexts = [
        decimal.Context(),
        decimal.Context(prec=5),
        decimal.Context(prec=5, rounding=decimal.ROUND_DOWN),
        decimal.Context(prec=9, Emin=-20, Emax=20),
        decimal.Context(prec=5, traps=[decimal.Inexact]),
        decimal.Context(prec=7, rounding=decimal.ROUND_FLOOR, clamp=1, Emax=30, Emin=-30),
        decimal.Context(prec=1),
        decimal.Context(prec=6, rounding=decimal.ROUND_CEILING),
        decimal.Context(prec=6, rounding=decimal.ROUND_HALF_DOWN),
        decimal.Context(prec=6, rounding=decimal.ROUND_05UP),
    ]
    compared = 0
    for number, context in enumerate(contexts):
        with decimal.localcontext(context) as current:
            left, right = list(_numbers(number, 60)), list(_numbers(number + 100, 60))
            for a, b in zip(left, right):
                assert str(a) == text(a) == text(a, eng=False, context=None), (a, text(a))
                for name, method in pure.items():
                    native = _outcome(lambda: getattr(Decimal, name)(a, b), current)
                    wanted = _outcome(lambda: method(a, b), current)
                    assert native == wanted, (name, a, b, context, native, wanted)
                    compared += 1
    assert compared == 10 * 60 * 5


def test_quantizing_with_every_rounding():
    if not INSIDE:
        return
    import decimal

    import _morelia_decimal

    pure = _morelia_decimal.pure()["quantize"]
    modes = [getattr(decimal, name) for name in dir(decimal) if name.startswith("ROUND_")]
    assert len(modes) == 8
    places = [decimal.Decimal(1).scaleb(-places) for places in (0, 1, 2, 5)]
    numbers = [decimal.Decimal(text) for text in
               "2.675 2.665 -2.675 -1.5 0.05 0.04 9.999 -9.995 12345.67891 1E+3 3 0 -0 0.001 5E-7".split()]
    with decimal.localcontext() as current:
        for mode in modes:
            for number in numbers:
                for place in places:
                    native = _outcome(lambda: number.quantize(place, rounding=mode), current)
                    assert native == _outcome(lambda: pure(number, place, rounding=mode), current), (number, place, mode)
    assert str(decimal.Decimal("2.675").quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP)) == "2.68"


def test_zeros_and_what_rounds_to_zero():
    from decimal import ROUND_DOWN, ROUND_UP, Decimal as D

    cent = D("0.01")
    assert str(D("0.0027").quantize(cent, ROUND_DOWN)) == "0.00"
    assert str(D("-0.0027").quantize(cent, ROUND_DOWN)) == "-0.00"
    assert str(D("0.0000027").quantize(cent, ROUND_UP)) == "0.01"
    assert str(D("1.5") + D("0.00")) == "1.50" and str(D("0E+3") + D("1.5")) == "1.5"
    assert str(D("0.00") * D("-3.5")) == "-0.000" and str(D("0").quantize(cent)) == "0.00"


def test_how_they_are_written():
    from decimal import Decimal as D

    for text in "0 -0 0.00 1 -1.50 0.000001 -0.0000123 1E-7 1.23E-8 1E+3 12E+1 NaN -Infinity 123456.789".split():
        assert str(D(text)) in (text, f"{D(text):E}"), text
    assert str(D("0.000001")) == "0.000001" and str(D("0.0000001")) == "1E-7"
    assert str(D("12E+1")) == "1.2E+2" and D("12E+1").to_eng_string() == "120"
    assert f"{D('2.50')} {D('2.50'):.1f} {D('1234.5'):,}" == "2.50 2.5 1,234.5"


def test_the_operators_use_them_with_integers_too():
    from decimal import Decimal as D

    assert D("1.10") + 2 == D("3.10") and str(2 + D("1.10")) == "3.10"
    assert str(2 - D("0.5")) == "1.5" and str(D("2.5") - 1) == "1.5"
    assert str(3 * D("1.50")) == "4.50" and str(D(1) / 3) == "0.3333333333333333333333333333"
    assert str(1 / D(8)) == "0.125" and str(D("6.00") / D("2")) == "3.00"
    assert D(1).__add__("x") is NotImplemented
    for wrong in (lambda: D(1) + 1.5, lambda: D(1) * "2", lambda: None - D(1)):
        try:
            wrong()
        except TypeError:
            continue
        raise AssertionError("no TypeError")


def test_a_context_can_be_given():
    import decimal

    context = decimal.Context(prec=3)
    assert str(context.add(decimal.Decimal("1.2345"), 1)) == "2.23"
    assert str(context.divide(decimal.Decimal(2), decimal.Decimal(3))) == "0.667"
    assert context.flags[decimal.Inexact]
    with decimal.localcontext(prec=50):
        assert len((decimal.Decimal(1) / 7).as_tuple().digits) == 50
    assert sum([decimal.Decimal("0.1")] * 10) == 1


def test_subclasses_and_division_by_zero():
    import decimal

    class Money(decimal.Decimal):
        pass

    assert type(Money("1.5") + Money("2")) is decimal.Decimal
    try:
        decimal.Decimal(1) / 0
    except decimal.DivisionByZero:
        pass
    else:
        raise AssertionError("no DivisionByZero")
