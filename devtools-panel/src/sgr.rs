//! ANSI "select graphic rendition": colours and weights of terminal text.

/// A colour of terminal text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Color {
    /// The theme's.
    #[default]
    Default,
    /// One of the 16 named colours; the theme decides what it looks like.
    Named(u8),
    /// An exact colour.
    Rgb(u8, u8, u8),
}

/// How a piece of terminal text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) foreground: Color,
    pub(crate) background: Color,
    pub(crate) bold: bool,
    pub(crate) dim: bool,
    pub(crate) italic: bool,
    pub(crate) underline: bool,
    pub(crate) inverse: bool,
    pub(crate) strike: bool,
    /// Written to `sys.stderr`.
    pub(crate) stderr: bool,
}

impl Style {
    /// Applies the parameters of one `ESC [ … m`, as `1;31`.
    pub(crate) fn apply(&mut self, parameters: &str) {
        let mut codes = parameters.split([';', ':']).map(|code| code.parse().unwrap_or(0_u16));
        while let Some(code) = codes.next() {
            match code {
                0 => *self = Self { stderr: self.stderr, ..Self::default() },
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underline = true,
                7 => self.inverse = true,
                9 => self.strike = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underline = false,
                27 => self.inverse = false,
                29 => self.strike = false,
                30..=37 => self.foreground = Color::Named((code - 30) as u8),
                38 => self.foreground = extended(&mut codes).unwrap_or(self.foreground),
                39 => self.foreground = Color::Default,
                40..=47 => self.background = Color::Named((code - 40) as u8),
                48 => self.background = extended(&mut codes).unwrap_or(self.background),
                49 => self.background = Color::Default,
                90..=97 => self.foreground = Color::Named((code - 90 + 8) as u8),
                100..=107 => self.background = Color::Named((code - 100 + 8) as u8),
                _ => {}
            }
        }
    }
}

/// What follows `38` or `48`: `5;n` or `2;r;g;b`.
fn extended(codes: &mut impl Iterator<Item = u16>) -> Option<Color> {
    let mut byte = || codes.next().map(|code| code.min(255) as u8);
    match byte()? {
        5 => byte().map(indexed),
        2 => Some(Color::Rgb(byte()?, byte()?, byte()?)),
        _ => None,
    }
}

/// One of xterm's 256 colours: 16 named, a cube of 6×6×6, 24 greys.
fn indexed(index: u8) -> Color {
    match index {
        0..=15 => Color::Named(index),
        16..=231 => {
            let level = |position: u8| if position == 0 { 0 } else { 55 + position * 40 };
            let cube = index - 16;
            Color::Rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        232..=255 => {
            let grey = 8 + (index - 232) * 10;
            Color::Rgb(grey, grey, grey)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(parameters: &str, expected: Style) {
        let mut style = Style::default();
        style.apply(parameters);
        assert_eq!(style, expected, "{parameters:?}");
    }

    #[test]
    fn parameters() {
        let plain = Style::default();
        check("", plain);
        check("1;31", Style { bold: true, foreground: Color::Named(1), ..plain });
        check("1;31;0", plain);
        check("1;2;22", plain);
        check(
            "94;103",
            Style { foreground: Color::Named(12), background: Color::Named(11), ..plain },
        );
        check("38;5;196", Style { foreground: Color::Rgb(255, 0, 0), ..plain });
        check("38;5;232;4", Style { foreground: Color::Rgb(8, 8, 8), underline: true, ..plain });
        check("48;2;1;2;300", Style { background: Color::Rgb(1, 2, 255), ..plain });
        check("38;5", plain);
        check("38", plain);
        check("nonsense", plain);
    }

    #[test]
    fn a_reset_keeps_the_stream() {
        let mut style = Style { stderr: true, bold: true, ..Style::default() };
        style.apply("0");
        assert_eq!(style, Style { stderr: true, ..Style::default() });
    }
}
