//! An adapter for `emrshare kat validate` in Rust: answers requests (spec/adapter.md) for the main operations of the
//! cipher through the library's C interface. What it does not have it does not announce.

mod json;
mod library;
mod operations;

use json::Json;
use library::{Error, Profile, Set};
use operations::{Call, MasterKeys, Operation, Value, OPERATIONS};
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

fn texts(names: impl IntoIterator<Item = String>) -> Json {
    Json::Array(names.into_iter().map(Json::Text).collect())
}

fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_string(), value)).collect())
}

/// The answer to the validator's first line.
fn hello(line: &Json) -> Result<Json, String> {
    if !line.has_exactly(&["type", "protocol"]) || line.member("type")?.text()? != "hello" {
        return Err("the first line is no hello".to_string());
    }
    if line.member("protocol")?.integer()? != 1 {
        return Err("this adapter speaks protocol 1 alone".to_string());
    }
    let mut names: Vec<String> = OPERATIONS.iter().map(|row| row.name.to_string()).collect();
    names.dedup();
    Ok(object(vec![
        ("type", "hello".into()),
        ("protocol", Json::Integer(1)),
        ("name", "emrshare, Rust".into()),
        ("version", Json::Text(library::version())),
        ("operations", texts(names)),
        ("sets", texts(Set::all().into_iter().map(Set::name))),
        ("profiles", texts(["as-printed".to_string(), "corrected".to_string()])),
    ]))
}

fn read_inputs(row: &Operation, json: &Json) -> Result<Vec<Value>, String> {
    let symbols: Vec<&str> = row.inputs.iter().map(|(symbol, _)| *symbol).collect();
    if !json.has_exactly(&symbols) {
        return Err(format!("the inputs of {} are {}", row.name, symbols.join(", ")));
    }
    row.inputs
        .iter()
        .map(|(symbol, kind)| {
            Value::from_json(json.member(symbol)?, *kind).map_err(|reason| format!("{}: {}", symbol, reason))
        })
        .collect()
}

/// The member of an answer that says how a request ended.
fn result(request: &Json, keys: &mut MasterKeys) -> Result<(&'static str, Json), String> {
    let name = request.member("operation")?.text()?;
    let profile = request.member("profile")?.text()?;
    let row = match OPERATIONS.iter().find(|row| row.name == name && row.profile == profile) {
        Some(row) => row,
        None => return Ok(("unsupported", "no such operation under this profile".into())),
    };
    let set = match Set::by_name(request.member("set")?.text()?) {
        Some(set) => set,
        None => return Ok(("unsupported", "no such set".into())),
    };
    let inputs = read_inputs(row, request.member("inputs")?)?;
    let profile = if row.profile == "as-printed" { Profile::AsPrinted } else { Profile::Corrected };
    match (row.run)(&mut Call { set, profile, inputs: &inputs, keys }) {
        Ok(values) => {
            Ok(("outputs", object(row.outputs.iter().copied().zip(values.iter().map(Value::to_json)).collect())))
        }
        Err(Error::Rejected { check, field }) => {
            Ok(("rejected", object(vec![("check", Json::Text(check)), ("field", Json::Text(field))])))
        }
        Err(Error::Failed(reason)) => Err(format!("{}: {}", name, reason)),
    }
}

/// The answer to a request, and its id.
fn answer(request: &Json, previous_id: i64, keys: &mut MasterKeys) -> Result<(Json, i64), String> {
    if !request.has_exactly(&["type", "id", "operation", "set", "profile", "inputs"])
        || request.member("type")?.text()? != "request"
    {
        return Err("a line that is no request".to_string());
    }
    let id = request.member("id")?.integer()?;
    if id <= previous_id {
        return Err("the request's id is not greater than the one before".to_string());
    }
    let (outcome, value) = result(request, keys)?;
    Ok((object(vec![("type", "answer".into()), ("id", Json::Integer(id)), (outcome, value)]), id))
}

/// One line without its end, or nothing at the end of the input.
fn read_line(input: &mut impl BufRead) -> Result<Option<String>, String> {
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line).map_err(|error| error.to_string())?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => String::from_utf8(line).map(Some).map_err(|_| "a line that is not UTF-8".to_string()),
        Some(_) => Err("a line without its end".to_string()),
    }
}

fn serve() -> Result<(), String> {
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    let mut keys = MasterKeys::default();
    let mut id = 0;
    let mut greeted = false;
    while let Some(line) = read_line(&mut input)? {
        let line = Json::parse(&line)?;
        let reply = if greeted {
            let (reply, this_id) = answer(&line, id, &mut keys)?;
            id = this_id;
            reply
        } else {
            greeted = true;
            hello(&line)?
        };
        writeln!(output, "{}", reply).and_then(|()| output.flush()).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("emrshare-adapter-rust: {}", reason);
            ExitCode::FAILURE
        }
    }
}
