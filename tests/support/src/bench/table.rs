//! The report as text.

use super::cases::{BRIDGE_RUNS, RUNS};
use super::{Case, Report, geometric_mean};
use std::fmt::{Result, Write};

/// A table; each group says what its numbers are.
pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_all(&mut text, report);
    text
}

fn write_all(f: &mut String, report: &Report) -> Result {
    let load = report.load.map_or("unknown".to_owned(), |load| load.to_string());
    writeln!(f, "{}, {} build, load at the beginning {load}", report.browser, report.build)?;
    starts(f, report)?;
    let title = format!("CPU, ms: best of {RUNS} after a warm-up, in turns");
    cases(f, &title, &report.cpu_ms)?;
    let title = format!("bridge, us an operation: best of {BRIDGE_RUNS} after a warm-up, in turns");
    cases(f, &title, &report.bridge_us)?;
    responsive(f, report)?;
    if let Some(image) = &report.image {
        write!(f, "\n{image}")?;
    }
    soak(f, report)?;
    extension(f, report)?;
    panel(f, report)
}

fn starts(f: &mut String, report: &Report) -> Result {
    let (Some(morelia), Some(pyodide)) =
        (report.start_ms.get("morelia"), report.start_ms.get("pyodide"))
    else {
        return Ok(());
    };
    heading(
        f,
        "start to 1+1 in a page, ms: the first page, and the best of two later ones",
        "faster",
    )?;
    for (name, ours) in morelia {
        let theirs = pyodide.get(name).copied().unwrap_or(f64::NAN);
        writeln!(f, "  {name:<26} {ours:>10.2} {theirs:>10.2} {:>9.2}x", theirs / ours)?;
    }
    Ok(())
}

fn heading(f: &mut String, title: &str, ratio: &str) -> Result {
    writeln!(f, "\n{title}")?;
    writeln!(f, "  {:<26} {:>10} {:>10} {ratio:>10}", "", "Morelia", "Pyodide")
}

fn cases(f: &mut String, title: &str, cases: &[Case]) -> Result {
    if cases.is_empty() {
        return Ok(());
    }
    heading(f, title, "slower")?;
    for case in cases {
        let Case { name, morelia, pyodide } = case;
        writeln!(f, "  {name:<26} {morelia:>10.2} {pyodide:>10.2} {:>9.2}x", case.times_pyodide())?;
    }
    let mean = geometric_mean(cases);
    let compared = cases.iter().filter(|case| case.times_pyodide().is_finite()).count();
    writeln!(
        f,
        "  geometric mean of Morelia's time / Pyodide's, {compared} of {} cases: {mean:.2}",
        cases.len()
    )
}

fn responsive(f: &mut String, report: &Report) -> Result {
    if let Some(hook) = &report.hook {
        writeln!(
            f,
            "\nhook in the eval loop: how much longer cases take than in a module without it ({} places)",
            hook.places
        )?;
        for (name, cost) in &hook.cases {
            writeln!(f, "  {name:<26} {:>9.1} %", cost * 100.0)?;
        }
        match hook.overhead {
            Some(overhead) => {
                writeln!(f, "  {:<26} {:>9.1} %", "geometric mean", overhead * 100.0)?
            }
            None => writeln!(f, "  unknown: the hook was not found in the module's code")?,
        }
    }
    if !report.interrupts.is_empty() {
        writeln!(f, "\nfrom the wish to stop, in another thread, to KeyboardInterrupt, ms")?;
        writeln!(f, "  {:<26} {:>10} {:>10}", "", "median", "longest")?;
    }
    for (name, it) in &report.interrupts {
        let (median, longest) = (it.median_ms, it.longest_ms);
        writeln!(f, "  {name:<26} {median:>10.1} {longest:>10.1}   of {}", it.rounds)?;
    }
    if let Some(gap) = &report.gap {
        writeln!(f, "\nlongest gap of a 4 ms page timer while Python loops for {} s", gap.seconds)?;
        writeln!(f, "  {:<26} {:>10.1} ms   of {} ticks", "", gap.longest_ms, gap.ticks)?;
    }
    Ok(())
}

fn soak(f: &mut String, report: &Report) -> Result {
    let Some(soak) = &report.soak else { return Ok(()) };
    writeln!(f, "\nsoak: {} mixed executions in {:.0} s", soak.executions, soak.seconds)?;
    writeln!(
        f,
        "  {:<18} {:>11} {:>9} {:>9} {:>9} {:>9}",
        "after", "linear MB", "used MB", "objects", "JsProxy", "PyProxy"
    )?;
    for (executions, left) in &soak.left {
        let (js, py) = (left.proxies.js_proxies, left.proxies.py_proxies);
        writeln!(
            f,
            "  {executions:<18} {:>11.2} {:>9.3} {:>9} {js:>9} {py:>9}",
            left.linear_mb, left.used_mb, left.objects
        )?;
    }
    Ok(())
}

fn extension(f: &mut String, report: &Report) -> Result {
    let Some(found) = &report.extension else { return Ok(()) };
    writeln!(f, "\nthrough the extension, from an extension page, ms")?;
    for (name, time) in [
        ("attach to 1+1, first page", found.first_page_ms),
        ("second page of the site", found.second_page_ms),
        ("later pages, median", found.later_pages_median_ms),
        ("later pages, best", found.later_pages_best_ms),
        ("Stop to answer, median", found.stop_median_ms),
        ("Stop to answer, longest", found.stop_longest_ms),
    ] {
        writeln!(f, "  {name:<26} {time:>10.1}")?;
    }
    writeln!(f, "\nobjects of the page's world, us an operation: best of 3")?;
    for (name, time) in &found.page_world_us {
        writeln!(f, "  {name:<26} {time:>10.2}")?;
    }
    writeln!(f, "\nfrom the extension's frame, operations a second: best of 3")?;
    for (name, count) in &found.frame_per_second {
        writeln!(f, "  {name:<26} {count:>10.0}")?;
    }
    Ok(())
}

fn panel(f: &mut String, report: &Report) -> Result {
    let Some(found) = &report.panel else { return Ok(()) };
    writeln!(f, "\nin the panel, ms")?;
    for (name, time) in [
        ("opening to first result, median", found.first_result_median_ms),
        ("opening to first result, longest", found.first_result_longest_ms),
        ("key to paint in a text area", found.key_in_a_text_area_ms),
        ("key to paint, empty panel", found.key_ms),
        (&format!("key to paint below {} lines", found.lines), found.key_below_lines_ms),
        ("dot to completions, median", found.popup_median_ms),
        ("dot to completions, longest", found.popup_longest_ms),
    ] {
        writeln!(f, "  {name:<34} {time:>8.1}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn each_ratio_says_which_way_it_goes() {
        let start = |ms| BTreeMap::from([("cold".to_owned(), ms)]);
        let report = Report {
            start_ms: BTreeMap::from([
                ("morelia".to_owned(), start(10.0)),
                ("pyodide".to_owned(), start(150.0)),
            ]),
            cpu_ms: vec![Case { name: "go".to_owned(), morelia: 20.0, pyodide: 10.0 }],
            ..Report::default()
        };
        let text = render(&report);
        assert!(text.contains("15.00x") && text.contains("faster"), "{text}");
        assert!(text.contains("Pyodide's, 1 of 1 cases: 2.00"), "{text}");
    }

    #[test]
    fn what_was_not_measured_is_not_there() {
        assert_eq!(render(&Report::default()).lines().count(), 1);
    }
}
