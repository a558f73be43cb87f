//! How much memory a browser takes.

use std::fs;

/// Bytes of memory of a process and of all that it started, each shared page
/// counted once; `None` where the system does not tell.
pub(crate) fn of_tree(root: u32) -> Option<u64> {
    let mut total = 0;
    let mut pending = vec![root];
    while let Some(process) = pending.pop() {
        total += proportional(process).unwrap_or_default();
        pending.extend(children(process));
    }
    (total > 0).then_some(total)
}

fn proportional(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Vec::new();
    };
    threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|list| list.split_whitespace().map(str::parse).collect::<Vec<_>>())
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_used_is_counted() {
        let before = of_tree(std::process::id()).unwrap();
        let used = vec![1_u8; 64 << 20];
        let after = of_tree(std::process::id()).unwrap();
        assert!(after - before > 32 << 20, "{before} {after} {}", used.len());
    }
}
