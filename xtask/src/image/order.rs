//! Puts functions that resemble each other next to each other.
//!
//! Deflate, which is all that a package and a browser agree on, sees repetitions within 32 kB only.
//! Most of what the interpreter's code repeats is farther apart, as the linker leaves it: a function
//! for each type of one generic function.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, ElementSection, ExportSection, FunctionSection, GlobalSection};
use wasmparser::{Parser, Payload, TypeRef};

use super::module::rewrite;

/// Bytes that count as repeated when two functions have them.
const SHINGLE: usize = 16;

/// One in so many of the bytes' positions is looked at.
const SAMPLE: u64 = 4;

/// Bytes that are in more functions than this say little about any two of them.
const COMMON: usize = 60;

/// How many of the next functions with the same bytes a function is compared with.
const NEAR: usize = 12;

/// The same module with its functions in another order.
///
/// # Errors
/// The module is not understood.
pub(crate) fn by_likeness(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut imported: u32 = 0;
    let mut types = Vec::new();
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("the module is not understood")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(section) => {
                for index in section {
                    types.push(index?);
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            Payload::StartSection { .. } => anyhow::bail!("the module starts by itself"),
            _ => {}
        }
    }
    ensure!(types.len() == bodies.len(), "the module has functions without code");
    let code: Vec<&[u8]> = bodies.iter().map(|body| body.as_bytes()).collect();
    let order = chain(&code);
    let mut places = vec![0; order.len()];
    for (place, old) in (0..).zip(&order) {
        if let Some(slot) = places.get_mut(*old) {
            *slot = place;
        }
    }
    let mut renumber = Renumber { imported, places };

    rewrite(wasm, |payload, module| {
        match payload {
            Payload::FunctionSection(_) => {
                let mut functions = FunctionSection::new();
                for old in &order {
                    functions.function(*types.get(*old).context("a function without a type")?);
                }
                module.section(&functions);
            }
            Payload::GlobalSection(section) => {
                let mut globals = GlobalSection::new();
                renumber.parse_global_section(&mut globals, section.clone()).map_err(told)?;
                module.section(&globals);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                renumber.parse_export_section(&mut exports, section.clone()).map_err(told)?;
                module.section(&exports);
            }
            Payload::ElementSection(section) => {
                let mut elements = ElementSection::new();
                renumber.parse_element_section(&mut elements, section.clone()).map_err(told)?;
                module.section(&elements);
            }
            Payload::CodeSectionStart { .. } => {
                let mut section = CodeSection::new();
                for old in &order {
                    let body = bodies.get(*old).context("a function without code")?;
                    renumber.parse_function_body(&mut section, body.clone()).map_err(told)?;
                }
                module.section(&section);
            }
            Payload::CodeSectionEntry(_) => {}
            _ => return Ok(false),
        }
        Ok(true)
    })
}

/// The new numbers of functions.
struct Renumber {
    imported: u32,
    places: Vec<u32>,
}

impl Reencode for Renumber {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, old: u32) -> Result<u32, Error<Self::Error>> {
        let defined = old.checked_sub(self.imported);
        let place = defined.and_then(|defined| self.places.get(defined as usize));
        Ok(place.map_or(old, |place| self.imported + place))
    }
}

fn told(error: Error<std::convert::Infallible>) -> anyhow::Error {
    anyhow::anyhow!("the module is not understood: {error}")
}

/// An order in which functions follow those that they have most bytes in common with: of all pairs
/// the likest are joined first, as long as no function gets a third neighbour and no circle arises.
fn chain(code: &[&[u8]]) -> Vec<usize> {
    let mut neighbours = vec![Vec::<usize>::new(); code.len()];
    let mut chains: Vec<usize> = (0..code.len()).collect();
    for (one, other) in likest_first(code) {
        let is_free = |function: usize| neighbours.get(function).is_some_and(|it| it.len() < 2);
        let (of_one, of_other) = (end(&mut chains, one), end(&mut chains, other));
        if of_one == of_other || !is_free(one) || !is_free(other) {
            continue;
        }
        if let Some(chain) = chains.get_mut(of_one) {
            *chain = of_other;
        }
        for (function, neighbour) in [(one, other), (other, one)] {
            if let Some(its) = neighbours.get_mut(function) {
                its.push(neighbour);
            }
        }
    }
    let mut order = Vec::with_capacity(code.len());
    let mut is_placed = vec![false; code.len()];
    for first in 0..code.len() {
        // From one of a chain's two ends to the other one.
        if neighbours.get(first).is_some_and(|its| its.len() == 2) {
            continue;
        }
        let mut next = Some(first).filter(|first| is_placed.get(*first) == Some(&false));
        while let Some(function) = next {
            order.push(function);
            if let Some(placed) = is_placed.get_mut(function) {
                *placed = true;
            }
            let its = neighbours.get(function).map(Vec::as_slice).unwrap_or_default();
            next = its.iter().copied().find(|it| is_placed.get(*it) == Some(&false));
        }
    }
    order
}

/// The one that stands for the chain of `function`.
fn end(chains: &mut [usize], mut function: usize) -> usize {
    while let Some(next) = chains.get(function).copied().filter(|next| *next != function) {
        let after = chains.get(next).copied().unwrap_or(next);
        if let Some(chain) = chains.get_mut(function) {
            *chain = after;
        }
        function = after;
    }
    function
}

/// Pairs of functions with something in common, those with most of it first.
fn likest_first(code: &[&[u8]]) -> Vec<(usize, usize)> {
    let mut samples: Vec<(u64, usize)> = Vec::new();
    for (function, bytes) in code.iter().enumerate() {
        let of_function = bytes.windows(SHINGLE).map(hash).filter(|hash| hash % SAMPLE == 0);
        samples.extend(of_function.map(|hash| (hash, function)));
    }
    samples.sort_unstable();
    samples.dedup();
    let mut likeness: HashMap<(usize, usize), u32> = HashMap::new();
    for same in samples.chunk_by(|(one, _), (other, _)| one == other) {
        let near = if same.len() > COMMON { 1 } else { NEAR };
        for (at, (_, one)) in same.iter().enumerate() {
            for (_, other) in same.iter().skip(at + 1).take(near) {
                *likeness.entry((*one, *other)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<_> = likeness.into_iter().filter(|(_, count)| *count > 1).collect();
    pairs.sort_unstable_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
    pairs.into_iter().map(|(pair, _)| pair).collect()
}

fn hash(bytes: &[u8]) -> u64 {
    let mixed = bytes.chunks(8).fold(0_u64, |sum, chunk| {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        (sum.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95)
    });
    mixed >> 20
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, Elements, ExportKind, Function, Instruction, Module, RefType, TableSection,
        TableType, TypeSection,
    };
    use wasmparser::{ElementItems, Validator};

    /// Six functions: 0, 2, 4 resemble each other, and so do 1, 3, 5; each calls the next one.
    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut functions = FunctionSection::new();
        for _ in 0..6 {
            functions.function(0);
        }
        module.section(&functions);
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            minimum: 6,
            maximum: None,
            table64: false,
            shared: false,
        });
        module.section(&tables);
        let mut exports = ExportSection::new();
        exports.export("five", ExportKind::Func, 5);
        module.section(&exports);
        let mut elements = ElementSection::new();
        let all = Elements::Functions((0..6).collect::<Vec<u32>>().into());
        elements.active(None, &ConstExpr::i32_const(0), all);
        module.section(&elements);
        let mut code = CodeSection::new();
        for index in 0..6_i32 {
            let mut function = Function::new([]);
            for step in 0..200 {
                function.instruction(&Instruction::I32Const(step * step + 100_000 * (index % 2)));
                function.instruction(&Instruction::Drop);
            }
            function.instruction(&Instruction::Call((index as u32 + 1) % 6));
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        module.section(&code);
        module.finish()
    }

    /// The functions that the functions call, those in the table, and the exported one.
    fn references(wasm: &[u8]) -> (Vec<u32>, Vec<u32>, u32) {
        let (mut called, mut table, mut exported) = (Vec::new(), Vec::new(), 0);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    exported = section.into_iter().next().unwrap().unwrap().index;
                }
                Payload::ElementSection(section) => {
                    for element in section {
                        let ElementItems::Functions(functions) = element.unwrap().items else {
                            panic!()
                        };
                        table.extend(functions.into_iter().map(Result::unwrap));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader().unwrap() {
                        if let wasmparser::Operator::Call { function_index } = operator.unwrap() {
                            called.push(function_index);
                        }
                    }
                }
                _ => {}
            }
        }
        (called, table, exported)
    }

    #[test]
    fn likes_stand_together_and_all_that_names_them_follows() {
        let ordered = by_likeness(&module()).unwrap();
        Validator::new().validate_all(&ordered).unwrap();
        let (called, table, exported) = references(&ordered);
        // The table tells where each of the six went.
        let mut kinds: Vec<(u32, usize)> = table.iter().copied().zip(0..6).collect();
        kinds.sort_unstable();
        let odd: Vec<usize> = kinds.iter().map(|(_, old)| old % 2).collect();
        assert!(odd == [0, 0, 0, 1, 1, 1] || odd == [1, 1, 1, 0, 0, 0], "{odd:?}");
        assert_eq!(exported, table[5]);
        for (old, place) in table.iter().enumerate() {
            assert_eq!(called[*place as usize], table[(old + 1) % 6]);
        }
    }

    #[test]
    fn the_order_depends_on_the_code_alone() {
        assert_eq!(by_likeness(&module()).unwrap(), by_likeness(&module()).unwrap());
    }
}
