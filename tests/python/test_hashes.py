"""Hashes are those of CPython on a 64-bit system, as far as they are not random."""


def test_hashes_of_numbers_and_containers():
    assert hash(()) == 5740354900026072187
    assert hash((1,)) == -6644214454873602895
    assert hash((1, 2, 3)) == 529344067295497451
    assert hash(((), (1.5, -1))) == hash(((), (1.5, -1.0)))
    assert hash(frozenset()) == 133146708735736
    assert hash(2 ** 61 - 1) == 0
    assert hash(-1) == -2


def test_hashes_of_tuples_use_all_bits():
    assert len({hash((number,)) >> 32 for number in range(1_000)}) > 990
