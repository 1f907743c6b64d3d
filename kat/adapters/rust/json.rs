//! JSON (RFC 8259), as much of it as the protocol needs: a strict reader and a writer that keeps the order of members.

use std::fmt::{self, Write};

/// How deep arrays and objects may be nested: requests need four levels.
const MAX_DEPTH: usize = 32;

/// A JSON value.
#[derive(Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    /// A number without fraction and exponent that fits into 64 bits.
    Integer(i64),
    /// Any other number, as it is written.
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text that is one value and nothing else.
    pub fn parse(text: &str) -> Result<Json, String> {
        let mut reader = Reader { rest: text, depth: 0 };
        let value = reader.value()?;
        reader.skip_space();
        if reader.rest.is_empty() { Ok(value) } else { Err("text after the value".to_string()) }
    }

    /// The member of that name of an object.
    pub fn member(&self, name: &str) -> Result<&Json, String> {
        match self {
            Json::Object(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
                .ok_or_else(|| format!("no member '{}'", name)),
            _ => Err("not an object".to_string()),
        }
    }

    /// Whether the value is an object with exactly these members.
    pub fn has_exactly(&self, names: &[&str]) -> bool {
        match self {
            Json::Object(members) => {
                members.len() == names.len() && names.iter().all(|name| self.member(name).is_ok())
            }
            _ => false,
        }
    }

    pub fn text(&self) -> Result<&str, String> {
        match self {
            Json::Text(text) => Ok(text),
            _ => Err("not a string".to_string()),
        }
    }

    pub fn integer(&self) -> Result<i64, String> {
        match self {
            Json::Integer(number) => Ok(*number),
            _ => Err("not an integer".to_string()),
        }
    }

    pub fn array(&self) -> Result<&[Json], String> {
        match self {
            Json::Array(items) => Ok(items),
            _ => Err("not an array".to_string()),
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}

// ---- writing ----

impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => out.write_str("null"),
            Json::Bool(value) => write!(out, "{}", value),
            Json::Integer(value) => write!(out, "{}", value),
            Json::Number(text) => out.write_str(text),
            Json::Text(text) => write_text(text, out),
            Json::Array(items) => {
                out.write_char('[')?;
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.write_char(',')?;
                    }
                    item.fmt(out)?;
                }
                out.write_char(']')
            }
            Json::Object(members) => {
                out.write_char('{')?;
                for (i, (key, value)) in members.iter().enumerate() {
                    if i > 0 {
                        out.write_char(',')?;
                    }
                    write_text(key, out)?;
                    out.write_char(':')?;
                    value.fmt(out)?;
                }
                out.write_char('}')
            }
        }
    }
}

fn write_text(text: &str, out: &mut fmt::Formatter) -> fmt::Result {
    out.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(out, "\\{}", c)?,
            c if c < ' ' => write!(out, "\\u{:04x}", c as u32)?,
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

// ---- reading ----

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    /// Takes `token` if it comes next.
    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("'{}' is missing", token)) }
    }

    fn value(&mut self) -> Result<Json, String> {
        self.skip_space();
        match self.rest.chars().next() {
            Some('{') => self.nested(Reader::object),
            Some('[') => self.nested(Reader::array),
            Some('"') => Ok(Json::Text(self.string()?)),
            Some('-' | '0'..='9') => self.number(),
            _ if self.take("null") => Ok(Json::Null),
            _ if self.take("true") => Ok(Json::Bool(true)),
            _ if self.take("false") => Ok(Json::Bool(false)),
            _ => Err("no JSON value".to_string()),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Json, String>) -> Result<Json, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("nested too deep".to_string());
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Json, String> {
        let mut members: Vec<(String, Json)> = Vec::new();
        self.expect("{")?;
        self.skip_space();
        if self.take("}") {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            if members.iter().any(|(known, _)| *known == key) {
                return Err(format!("the member '{}' stands twice", key));
            }
            self.skip_space();
            self.expect(":")?;
            let value = self.value()?;
            members.push((key, value));
            self.skip_space();
            if self.take("}") {
                return Ok(Json::Object(members));
            }
            self.expect(",")?;
        }
    }

    fn array(&mut self) -> Result<Json, String> {
        let mut items = Vec::new();
        self.expect("[")?;
        self.skip_space();
        if self.take("]") {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.take("]") {
                return Ok(Json::Array(items));
            }
            self.expect(",")?;
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.expect("\"")?;
        let mut text = String::new();
        loop {
            let plain = self.rest.find(|c| c == '"' || c == '\\' || c < ' ').ok_or("a string without its end")?;
            text.push_str(&self.rest[..plain]);
            self.rest = &self.rest[plain..];
            if self.take("\"") {
                return Ok(text);
            }
            if !self.take("\\") {
                return Err("a control character in a string".to_string());
            }
            text.push(self.escaped()?);
        }
    }

    /// What stands after a backslash.
    fn escaped(&mut self) -> Result<char, String> {
        for (token, c) in [
            ("\"", '"'),
            ("\\", '\\'),
            ("/", '/'),
            ("b", '\u{8}'),
            ("f", '\u{c}'),
            ("n", '\n'),
            ("r", '\r'),
            ("t", '\t'),
        ] {
            if self.take(token) {
                return Ok(c);
            }
        }
        self.expect("u")?;
        let first = self.hex4()?;
        if (0xd800..0xdc00).contains(&first) && self.take("\\u") {
            let second = self.hex4()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return char::from_u32(code).ok_or_else(|| "no character".to_string());
            }
        }
        char::from_u32(first).ok_or_else(|| "half a character".to_string())
    }

    fn hex4(&mut self) -> Result<u32, String> {
        let digits = self.rest.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let digits = digits.ok_or("not four hex digits")?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).map_err(|error| error.to_string())
    }

    fn digits(&mut self) -> Result<usize, String> {
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        self.rest = &self.rest[count..];
        if count > 0 { Ok(count) } else { Err("a digit is missing".to_string()) }
    }

    fn number(&mut self) -> Result<Json, String> {
        let start = self.rest;
        self.take("-");
        let leading_zero = self.rest.starts_with('0');
        if self.digits()? > 1 && leading_zero {
            return Err("a leading zero".to_string());
        }
        let mut whole = true;
        if self.take(".") {
            whole = false;
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            whole = false;
            if !self.take("+") {
                self.take("-");
            }
            self.digits()?;
        }
        let text = &start[..start.len() - self.rest.len()];
        match text.parse() {
            Ok(number) if whole => Ok(Json::Integer(number)),
            _ => Ok(Json::Number(text.to_string())),
        }
    }
}
