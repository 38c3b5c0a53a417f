//! The text of a regular expression read into its tree.

use std::iter::Peekable;
use std::str::Chars;

/// The deepest that groups may stand in each other.
const DEEPEST: usize = 100;
/// The most that `{n,m}` may say.
const MOST_TIMES: u32 = 1_000;

/// A regular expression.
#[derive(Debug, Clone)]
pub enum Regex {
    /// One of some characters.
    One(Set),
    /// The start of the text.
    Start,
    /// The end of the text.
    End,
    /// Where a word starts or ends; `false`: where none does.
    Edge(bool),
    /// One after the other.
    All(Vec<Regex>),
    /// One of them.
    Any(Vec<Regex>),
    /// So many times; no most: any number.
    Times(Box<Regex>, u32, Option<u32>),
    /// What must follow, or stand before, or must not.
    Look {
        /// Behind the place, not before it.
        ahead: bool,
        /// Must not.
        not: bool,
        /// What.
        what: Box<Regex>,
    },
}

/// Characters.
#[derive(Debug, Clone, Default)]
pub struct Set {
    /// All but these.
    not: bool,
    /// Whether small and capital letters are the same.
    same_case: bool,
    ranges: Vec<(char, char)>,
    kinds: Vec<(Kind, bool)>,
}

/// Characters of a kind, by Unicode.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Digit,
    Word,
    Space,
    Letter,
    Upper,
    Lower,
    Number,
    Mark,
    Punctuation,
}

impl Kind {
    fn has(self, c: char) -> bool {
        match self {
            Kind::Digit => c.is_ascii_digit(),
            Kind::Word => c.is_ascii_alphanumeric() || c == '_',
            Kind::Space => c.is_whitespace() || c == '\u{feff}',
            Kind::Letter => c.is_alphabetic(),
            Kind::Upper => c.is_uppercase(),
            Kind::Lower => c.is_lowercase(),
            Kind::Number => c.is_numeric(),
            Kind::Mark => {
                matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
            }
            Kind::Punctuation => {
                c.is_ascii_punctuation() && !"$+<=>^`|~".contains(c)
                    || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '‐'..='‧' | '‰'..='⁞')
            }
        }
    }

    /// By the names of Unicode's categories, and by those that Java gives them.
    fn of_name(name: &str) -> Option<Kind> {
        Some(match name.strip_prefix("Is").unwrap_or(name) {
            "L" | "Letter" | "Alphabetic" | "Alpha" => Kind::Letter,
            "Lu" | "Uppercase" | "Uppercase_Letter" | "Upper" => Kind::Upper,
            "Ll" | "Lowercase" | "Lowercase_Letter" | "Lower" => Kind::Lower,
            "N" | "Nd" | "Number" | "Decimal_Number" => Kind::Number,
            "Digit" => Kind::Digit,
            "M" | "Mn" | "Mark" => Kind::Mark,
            "P" | "Punctuation" | "Punct" => Kind::Punctuation,
            "Z" | "Zs" | "Separator" | "Space" | "White_Space" => Kind::Space,
            _ => return None,
        })
    }
}

impl Set {
    fn of(c: char) -> Set {
        Set { ranges: vec![(c, c)], ..Set::default() }
    }

    fn of_kind(kind: Kind, not: bool) -> Set {
        Set { kinds: vec![(kind, not)], ..Set::default() }
    }

    /// Whether a character is one of them.
    pub fn has(&self, c: char) -> bool {
        let one = |c: char| {
            self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c))
                || self.kinds.iter().any(|(kind, not)| kind.has(c) != *not)
        };
        let mut found = one(c);
        if !found && self.same_case {
            found = c.to_lowercase().any(one) || c.to_uppercase().any(one);
        }
        found != self.not
    }
}

/// Whether a character belongs to a word.
pub fn is_word(c: char) -> bool {
    Kind::Word.has(c)
}

/// Reads a regular expression.
///
/// # Errors
/// What it cannot be: a sentence without its full stop.
pub fn read(pattern: &str) -> Result<Regex, String> {
    let mut reader = Reader { chars: pattern.chars().peekable(), same_case: false, depth: 0 };
    let regex = reader.any()?;
    match reader.chars.next() {
        None => Ok(regex),
        Some(c) => Err(format!("{c} closes a group that is not open")),
    }
}

struct Reader<'a> {
    chars: Peekable<Chars<'a>>,
    same_case: bool,
    depth: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Regex, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("groups stand in each other more than {DEEPEST} levels deep"));
        }
        // Flags set within a group end with it.
        let before = self.same_case;
        let mut ways = vec![self.all()?];
        while self.chars.next_if_eq(&'|').is_some() {
            ways.push(self.all()?);
        }
        self.same_case = before;
        self.depth -= 1;
        Ok(match ways.len() {
            1 => ways.remove(0),
            _ => Regex::Any(ways),
        })
    }

    fn all(&mut self) -> Result<Regex, String> {
        let mut parts = Vec::new();
        while let Some(c) = self.chars.next_if(|c| !matches!(c, '|' | ')')) {
            if let Some(part) = self.part(c)? {
                parts.push(self.times(part)?);
            }
        }
        Ok(Regex::All(parts))
    }

    fn part(&mut self, c: char) -> Result<Option<Regex>, String> {
        Ok(Some(match c {
            '^' => Regex::Start,
            '$' => Regex::End,
            '.' => Regex::One(Set {
                not: true,
                ranges: vec![('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')],
                ..Set::default()
            }),
            '(' => return self.group(),
            '[' => Regex::One(self.class()?),
            '\\' => return self.escape().map(Some),
            '*' | '+' | '?' => return Err(format!("{c} stands where nothing is to be repeated")),
            _ => self.one(Set::of(c)),
        }))
    }

    fn one(&self, set: Set) -> Regex {
        Regex::One(Set { same_case: self.same_case, ..set })
    }

    fn group(&mut self) -> Result<Option<Regex>, String> {
        let mut look = None;
        if self.chars.next_if_eq(&'?').is_some() {
            match self.chars.next() {
                Some(':') => {}
                Some('=') => look = Some((true, false)),
                Some('!') => look = Some((true, true)),
                Some('<') => match self.chars.peek() {
                    Some('=' | '!') => look = Some((false, self.chars.next() == Some('!'))),
                    _ => while self.chars.next_if(|c| *c != '>').is_some() {},
                },
                Some('i') if self.chars.next_if_eq(&')').is_some() => {
                    self.same_case = true;
                    return Ok(None);
                }
                _ => return Err("a group starts with (? and a sign that is not known".into()),
            }
            if look.is_none() {
                self.chars.next_if_eq(&'>');
            }
        }
        let inner = self.any()?;
        if self.chars.next() != Some(')') {
            return Err("a group is opened with ( and not closed".into());
        }
        Ok(Some(match look {
            Some((ahead, not)) => Regex::Look { ahead, not, what: Box::new(inner) },
            None => inner,
        }))
    }

    fn times(&mut self, part: Regex) -> Result<Regex, String> {
        let (least, most) = match self.chars.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.braces() {
                Some(times) => times,
                None => return Ok(part),
            },
            _ => return Ok(part),
        };
        self.chars.next();
        if least > MOST_TIMES || most.is_some_and(|most| most > MOST_TIMES || most < least) {
            return Err(format!("something is repeated more than {MOST_TIMES} times, or from more to less"));
        }
        // Few or many first: what is found is found either way.
        self.chars.next_if_eq(&'?');
        match self.chars.peek() {
            Some(c @ ('*' | '+' | '?')) => Err(format!("{c} stands where nothing is to be repeated")),
            _ => Ok(Regex::Times(Box::new(part), least, most)),
        }
    }

    /// What `{n}`, `{n,}` or `{n,m}` says, up to the closing brace; a brace that says nothing stands for itself.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let mut ahead = self.chars.clone();
        ahead.next();
        let mut text = String::new();
        loop {
            match ahead.next()? {
                '}' => break,
                c => text.push(c),
            }
        }
        let (least, most) = match text.split_once(',') {
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
            None => {
                let times = text.parse().ok()?;
                (times, Some(times))
            }
        };
        for _ in 0..=text.chars().count() {
            self.chars.next();
        }
        Some((least, most))
    }

    fn escape(&mut self) -> Result<Regex, String> {
        match self.chars.next() {
            Some('b') => Ok(Regex::Edge(true)),
            Some('B') => Ok(Regex::Edge(false)),
            Some('A') => Ok(Regex::Start),
            Some('z' | 'Z') => Ok(Regex::End),
            Some(c @ ('1'..='9' | 'k')) => {
                Err(format!("\\{c} refers back to a group, which is not supported"))
            }
            Some(c) => self.escaped(c).map(|set| self.one(set)),
            None => Err("it ends with \\".into()),
        }
    }

    /// The characters that a sign behind a backslash stands for.
    fn escaped(&mut self, c: char) -> Result<Set, String> {
        Ok(match c {
            'd' | 'D' => Set::of_kind(Kind::Digit, c == 'D'),
            'w' | 'W' => Set::of_kind(Kind::Word, c == 'W'),
            's' | 'S' => Set::of_kind(Kind::Space, c == 'S'),
            't' => Set::of('\t'),
            'n' => Set::of('\n'),
            'r' => Set::of('\r'),
            'f' => Set::of('\u{c}'),
            'v' => Set::of('\u{b}'),
            '0' => Set::of('\0'),
            'x' => Set::of(self.code(2)?),
            'u' if self.chars.next_if_eq(&'{').is_some() => {
                let digits: String = std::iter::from_fn(|| self.chars.next_if(|c| *c != '}')).collect();
                self.chars.next();
                let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                Set::of(code.ok_or("\\u{} stands for no character")?)
            }
            'u' => Set::of(self.code(4)?),
            'p' | 'P' => {
                let name: String = if self.chars.next_if_eq(&'{').is_some() {
                    let name = std::iter::from_fn(|| self.chars.next_if(|c| *c != '}')).collect();
                    self.chars.next();
                    name
                } else {
                    self.chars.next().into_iter().collect()
                };
                let kind = Kind::of_name(&name);
                Set::of_kind(kind.ok_or_else(|| format!("\\{c}{{{name}}} is not known"))?, c == 'P')
            }
            c if c.is_ascii_alphanumeric() => return Err(format!("\\{c} is not known")),
            c => Set::of(c),
        })
    }

    fn code(&mut self, length: usize) -> Result<char, String> {
        let digits: String =
            (0..length).map_while(|_| self.chars.next_if(|c| c.is_ascii_hexdigit())).collect();
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == length);
        code.and_then(char::from_u32).ok_or_else(|| "a code behind \\x or \\u stands for no character".into())
    }

    fn class(&mut self) -> Result<Set, String> {
        let mut set = Set { same_case: self.same_case, ..Set::default() };
        set.not = self.chars.next_if_eq(&'^').is_some();
        loop {
            let Some(c) = self.chars.next() else {
                return Err("a class is opened with [ and not closed".into());
            };
            if c == ']' {
                return Ok(set);
            }
            let one = self.class_one(c)?;
            let range = match one.ranges.as_slice() {
                [(from, _)] if self.chars.peek() == Some(&'-') => Some(*from),
                _ => None,
            };
            let Some(from) = range else {
                set.ranges.extend(one.ranges);
                set.kinds.extend(one.kinds);
                continue;
            };
            self.chars.next();
            match self.chars.next_if(|c| *c != ']') {
                // A hyphen before the end stands for itself.
                None => set.ranges.extend([(from, from), ('-', '-')]),
                Some(c) => match self.class_one(c)?.ranges.as_slice() {
                    [(to, _)] if from <= *to => set.ranges.push((from, *to)),
                    [_] => return Err(format!("a class goes from {from} back")),
                    _ => return Err("a class goes up to what is no character".into()),
                },
            }
        }
    }

    fn class_one(&mut self, c: char) -> Result<Set, String> {
        match c {
            '\\' => match self.chars.next() {
                Some('b') => Ok(Set::of('\u{8}')),
                Some(c) => self.escaped(c),
                None => Err("it ends with \\".into()),
            },
            c => Ok(Set::of(c)),
        }
    }
}
