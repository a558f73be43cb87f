//! Rewrites a WebAssembly module: one that can be booted here, and one that holds what came of it.

use anyhow::{Context as _, Result, bail, ensure};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataCountSection, DataSection, ExportKind,
    ExportSection, Function, Instruction, MemorySection, MemoryType, Module, RawSection,
    Section as _,
};
use wasmparser::{DataKind, Operator, Parser, Payload, TypeRef};

/// Begins the names under which [`for_boot`] exports the module's variables.
const GLOBAL: &str = "morelia:global ";

/// Bytes of a page of linear memory.
const PAGE: usize = 65_536;

/// Zeros that are worth a data segment of their own around them.
const LEAST_GAP: usize = 64;

/// Engines refuse modules with more.
const MOST_SEGMENTS: usize = 100_000;

/// A variable of the module: its index, and the value that it begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Global {
    index: u32,
    value: i64,
}

impl Global {
    /// What [`for_boot`] exports it as.
    pub(crate) fn export_name(self) -> String {
        format!("{GLOBAL}{}", self.index)
    }

    /// What it begins with.
    pub(crate) fn value(self) -> i64 {
        self.value
    }
}

/// The variables that an image cannot hold, because a module has no place for their new values.
///
/// # Errors
/// A variable begins with something that is not a plain number.
pub(crate) fn globals(wasm: &[u8]) -> Result<Vec<Global>> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let section = match payload? {
            Payload::GlobalSection(section) => section,
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    ensure!(
                        !matches!(import.ty, TypeRef::Global(_)),
                        "the module imports the variable {}",
                        import.name
                    );
                }
                continue;
            }
            _ => continue,
        };
        for (index, global) in (0..).zip(section) {
            let global = global?;
            if !global.ty.mutable {
                continue;
            }
            let value = match global.init_expr.get_operators_reader().read()? {
                Operator::I32Const { value } => i64::from(value),
                Operator::I64Const { value } => value,
                other => bail!("the module's variable {index} begins with {other:?}"),
            };
            found.push(Global { index, value });
        }
    }
    Ok(found)
}

/// A module that differs in two things: its variables are exported, and functions that handle
/// exceptions trap.
///
/// Exceptions come from JavaScript, which must not be called while the interpreter boots, and the
/// oldest Node that is supported cannot compile such functions.
///
/// # Errors
/// The module is not understood.
pub(crate) fn for_boot(wasm: &[u8]) -> Result<Vec<u8>> {
    let globals = globals(wasm)?;
    let mut code = CodeSection::new();
    let mut left = 0;
    rewrite(wasm, |payload, module| {
        match payload {
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section.clone() {
                    let export = export?;
                    exports.export(export.name, export.kind.into(), export.index);
                }
                for global in &globals {
                    exports.export(&global.export_name(), ExportKind::Global, global.index);
                }
                module.section(&exports);
            }
            Payload::CodeSectionStart { count, .. } => left = *count,
            Payload::CodeSectionEntry(body) => {
                if handles_exceptions(body)? {
                    let mut trap = Function::new([]);
                    trap.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
                    code.function(&trap);
                } else {
                    code.raw(body.as_bytes());
                }
                left -= 1;
                if left == 0 {
                    module.section(&code);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })
}

/// Clears the stack, on which nothing is left after the boot but what was.
///
/// # Errors
/// The module is not understood.
pub(crate) fn clear_stack(wasm: &[u8], memory: &mut [u8]) -> Result<()> {
    // The linker's first variable is the stack's end, from where it grows down to zero.
    let end = globals(wasm)?.first().map_or(0, |global| global.value);
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::DataSection(section) = payload? else { continue };
        for segment in section {
            let DataKind::Active { offset_expr, .. } = segment?.kind else { continue };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                bail!("data begins at an unknown place");
            };
            ensure!(i64::from(value) >= end, "data lies where the stack was looked for");
        }
    }
    memory.get_mut(..usize::try_from(end)?).context("the stack is outside the memory")?.fill(0);
    Ok(())
}

/// A module that begins with `memory` in place of what it began with.
///
/// # Errors
/// The module is not understood, or `memory` is none of its.
pub(crate) fn bake(wasm: &[u8], memory: &[u8]) -> Result<Vec<u8>> {
    ensure!(memory.len().is_multiple_of(PAGE), "the memory is not whole pages");
    let runs = runs(memory);
    ensure!(runs.len() <= MOST_SEGMENTS, "the image would need {} data segments", runs.len());
    let count = u32::try_from(runs.len())?;
    let mut is_baked = false;
    let baked = rewrite(wasm, |payload, module| {
        match payload {
            Payload::MemorySection(section) => {
                let mut memories = MemorySection::new();
                for old in section.clone() {
                    let old = old?;
                    let minimum = (memory.len() / PAGE) as u64;
                    ensure!(minimum >= old.initial, "the memory shrank");
                    memories.memory(MemoryType {
                        minimum,
                        maximum: old.maximum,
                        memory64: old.memory64,
                        shared: old.shared,
                        page_size_log2: old.page_size_log2,
                    });
                }
                ensure!(memories.len() == 1, "the module has {} memories", memories.len());
                module.section(&memories);
            }
            Payload::DataCountSection { .. } => {
                module.section(&DataCountSection { count });
            }
            Payload::DataSection(section) => {
                for old in section.clone() {
                    ensure!(
                        matches!(old?.kind, DataKind::Active { memory_index: 0, .. }),
                        "the module copies data by itself, which an image cannot hold"
                    );
                }
                let mut data = DataSection::new();
                for run in &runs {
                    let offset = ConstExpr::i32_const(i32::from_ne_bytes(
                        u32::try_from(run.start)?.to_ne_bytes(),
                    ));
                    let bytes = memory.get(run.clone()).context("a run ends outside")?;
                    data.active(0, &offset, bytes.iter().copied());
                }
                module.section(&data);
                is_baked = true;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    ensure!(is_baked, "the module has no data section");
    Ok(baked)
}

/// The module with one more section, for JavaScript to read.
pub(crate) fn with_section(mut wasm: Vec<u8>, name: &str, data: &[u8]) -> Vec<u8> {
    CustomSection { name: name.into(), data: data.into() }.append_to(&mut wasm);
    wasm
}

/// Bytes of `memory` that the image holds.
pub(crate) fn used(memory: &[u8]) -> usize {
    runs(memory).into_iter().map(|run| run.len()).sum()
}

/// What a baked module consists of.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    /// The memory image.
    pub(crate) data: Vec<u8>,
    /// The archive.
    pub(crate) archive: Vec<u8>,
    /// Code, and what belongs to it.
    pub(crate) rest: Vec<u8>,
}

/// Whether a module has its functions' names.
pub(crate) fn has_names(wasm: &[u8]) -> Result<bool> {
    for payload in Parser::new(0).parse_all(wasm) {
        if matches!(payload?, Payload::CustomSection(section) if section.name() == "name") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes a module apart; `archive` is the name of a section.
///
/// # Errors
/// The module is not understood.
pub(crate) fn sections(wasm: &[u8], archive: &str) -> Result<Sections> {
    let mut sections = Sections::default();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let Some((_, range)) = payload.as_section() else { continue };
        let bytes = wasm.get(range).context("a section ends outside the module")?;
        match payload {
            Payload::DataSection(_) => sections.data.extend_from_slice(bytes),
            Payload::CustomSection(section) if section.name() == archive => {
                sections.archive.extend_from_slice(section.data());
            }
            _ => sections.rest.extend_from_slice(bytes),
        }
    }
    Ok(sections)
}

/// Copies a module section by section; `section` writes another in its place and gives true.
pub(super) fn rewrite(
    wasm: &[u8],
    mut section: impl FnMut(&Payload<'_>, &mut Module) -> Result<bool>,
) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.context("the module is not understood")?;
        if section(&payload, &mut module)? {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let data = wasm.get(range).context("a section ends outside the module")?;
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

fn handles_exceptions(body: &wasmparser::FunctionBody<'_>) -> Result<bool> {
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        if matches!(operators.read()?, Operator::TryTable { .. } | Operator::Try { .. }) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The parts of `memory` that are not zero.
fn runs(memory: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    const WORD: usize = 16;
    for (index, word) in memory.chunks(WORD).enumerate() {
        if word.iter().all(|byte| *byte == 0) {
            continue;
        }
        let start = index * WORD;
        let end = start + word.len();
        match runs.last_mut() {
            Some(last) if start - last.end < LEAST_GAP => last.end = end,
            _ => runs.push(start..end),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::Validator;

    const STACK_END: i32 = 32;

    /// A module with a memory of one page, a stack pointer, a datum behind the stack, an import that
    /// may throw, and a function that catches it.
    fn module(segment: i32) -> Vec<u8> {
        use wasm_encoder::{
            BlockType, Catch, EntityType, FunctionSection, GlobalSection, GlobalType,
            ImportSection, TypeSection, ValType,
        };
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut imports = ImportSection::new();
        imports.import("js", "throws", EntityType::Function(0));
        module.section(&imports);
        let mut functions = FunctionSection::new();
        functions.function(0).function(0);
        module.section(&functions);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        module.section(&memories);
        let mut globals = GlobalSection::new();
        let mutable = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(mutable, &ConstExpr::i32_const(STACK_END));
        module.section(&globals);
        let mut exports = ExportSection::new();
        exports.export("memory", ExportKind::Memory, 0);
        module.section(&exports);
        let mut code = CodeSection::new();
        let mut catches = Function::new([]);
        catches
            .instruction(&Instruction::Block(BlockType::Empty))
            .instruction(&Instruction::TryTable(
                BlockType::Empty,
                vec![Catch::All { label: 0 }].into(),
            ))
            .instruction(&Instruction::Call(0))
            .instruction(&Instruction::End)
            .instruction(&Instruction::End)
            .instruction(&Instruction::End);
        code.function(&catches);
        let mut plain = Function::new([]);
        plain.instruction(&Instruction::Call(0)).instruction(&Instruction::End);
        code.function(&plain);
        module.section(&code);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(segment), *b"old");
        module.section(&data);
        module.finish()
    }

    fn memory_of(wasm: &[u8]) -> (u64, Vec<(i32, Vec<u8>)>) {
        let (mut pages, mut data) = (0, Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::MemorySection(section) => {
                    pages = section.into_iter().next().unwrap().unwrap().initial;
                }
                Payload::DataSection(section) => {
                    for segment in section {
                        let segment = segment.unwrap();
                        let DataKind::Active { offset_expr, .. } = segment.kind else { panic!() };
                        let Operator::I32Const { value } =
                            offset_expr.get_operators_reader().read().unwrap()
                        else {
                            panic!()
                        };
                        data.push((value, segment.data.to_vec()));
                    }
                }
                _ => {}
            }
        }
        (pages, data)
    }

    #[test]
    fn a_baked_module_begins_with_the_memory_that_it_is_given() {
        let mut memory = vec![0; 2 * PAGE];
        memory[64..67].copy_from_slice(b"new");
        memory[PAGE + 160..PAGE + 162].copy_from_slice(b"at");
        let baked = bake(&module(64), &memory).unwrap();
        Validator::new().validate_all(&baked).unwrap();
        let (pages, data) = memory_of(&baked);
        assert_eq!(pages, 2);
        let mut built = vec![0; 2 * PAGE];
        for (offset, bytes) in data {
            built[offset as usize..offset as usize + bytes.len()].copy_from_slice(&bytes);
        }
        assert!(built == memory);
    }

    #[test]
    fn a_memory_that_is_not_the_modules_is_refused() {
        assert!(bake(&module(64), &[0; 100]).is_err());
        assert!(bake(&module(64), &[]).unwrap_err().to_string().contains("shrank"));
    }

    #[test]
    fn only_functions_that_catch_are_replaced_for_the_boot() {
        let wasm = module(64);
        let boot = for_boot(&wasm).unwrap();
        let catches = |wasm: &[u8]| {
            let mut found = Vec::new();
            for payload in Parser::new(0).parse_all(wasm) {
                if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                    let mut operators = body.get_operators_reader().unwrap();
                    let first = format!("{:?}", operators.read().unwrap());
                    found.push((handles_exceptions(&body).unwrap(), first));
                }
            }
            found
        };
        let [first, second] = catches(&boot).try_into().unwrap();
        assert_eq!(first, (false, "Unreachable".to_owned()));
        assert!(!second.0 && second.1.starts_with("Call"), "{second:?}");
        assert!(catches(&wasm)[0].0);
        Validator::new().validate_all(&boot).unwrap();
    }

    #[test]
    fn the_boot_can_see_the_variables() {
        let [global] = globals(&module(64)).unwrap().try_into().unwrap();
        assert_eq!(global.value(), i64::from(STACK_END));
        let boot = for_boot(&module(64)).unwrap();
        let names: Vec<String> = Parser::new(0)
            .parse_all(&boot)
            .filter_map(|payload| match payload.unwrap() {
                Payload::ExportSection(section) => Some(section),
                _ => None,
            })
            .flatten()
            .map(|export| export.unwrap().name.to_owned())
            .collect();
        assert_eq!(names, ["memory", &global.export_name()]);
    }

    #[test]
    fn the_stack_is_cleared_and_nothing_else() {
        let mut memory = vec![7; PAGE];
        clear_stack(&module(64), &mut memory).unwrap();
        let end = STACK_END as usize;
        assert!(memory[..end].iter().all(|byte| *byte == 0));
        assert!(memory[end..].iter().all(|byte| *byte == 7));
        assert!(clear_stack(&module(8), &mut memory).is_err());
    }

    #[test]
    fn a_module_comes_apart_into_what_was_put_in() {
        let mut memory = vec![0; PAGE];
        memory[64..67].copy_from_slice(b"new");
        let baked = bake(&module(64), &memory).unwrap();
        let whole = with_section(baked, "an.archive", b"packed");
        Validator::new().validate_all(&whole).unwrap();
        let sections = sections(&whole, "an.archive").unwrap();
        assert_eq!(sections.archive, b"packed");
        assert!(sections.data.windows(3).any(|part| part == b"new"));
        assert!(!sections.rest.windows(3).any(|part| part == b"new"));
    }
}
