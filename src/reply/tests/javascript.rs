//! Conditions read by the package's own JavaScript, so that what is tested here is what users write.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex};

use super::{Value, Where};

/// A process of Node for all tests.
struct Node {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

static NODE: LazyLock<Mutex<Node>> = LazyLock::new(|| {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/read-conditions.js");
    let mut node = Command::new("node");
    let node = node.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = node.spawn().expect("Node reads conditions, as it does in the package");
    let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    Mutex::new(Node { child, input, output: BufReader::new(output) })
});

/// The bytes that JavaScript makes of a condition.
pub(super) fn program(json: &str) -> Vec<u8> {
    assert!(!json.contains('\n'), "a condition is a line: {json}");
    let mut node = NODE.lock().unwrap();
    writeln!(node.input, "{json}").unwrap();
    let mut line = String::new();
    let length = node.output.read_line(&mut line).unwrap();
    assert!(length > 0, "{json} is refused, which ended Node: {}", node.child.wait().unwrap());
    drop(node);
    let bytes = line.trim_end().as_bytes().chunks(2);
    bytes.map(|digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap()).collect()
}

pub(super) fn condition(json: &str) -> Where {
    Where::read(&program(json)).unwrap_or_else(|| panic!("the engine cannot read {json}"))
}

/// A value as JavaScript is told of it.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) if number.is_finite() => format!("{number:e}"),
        Value::Number(number) => if *number > 0.0 { "1e999" } else { "-1e999" }.to_owned(),
        Value::Text(value) => serde_json::to_string(text(value)).unwrap(),
        Value::Array(values) => format!("[{}]", values.iter().map(written).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let member = |(name, value): &(Vec<u8>, Value)| {
                format!("{}:{}", serde_json::to_string(text(name)).unwrap(), written(value))
            };
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

/// The same as an object of JavaScript has it: indexes come first in their order, and of two members with one name the
/// last one counts, in the place of the first.
pub(super) fn as_object(value: Value) -> Value {
    match value {
        Value::Array(values) => Value::Array(values.into_iter().map(as_object).collect()),
        Value::Object(members) => {
            let mut distinct: Vec<(Vec<u8>, Value)> = Vec::new();
            for (name, value) in members {
                let value = as_object(value);
                match distinct.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => *known = value,
                    None => distinct.push((name, value)),
                }
            }
            distinct.sort_by_key(|(name, _)| index(text(name)).unwrap_or(u32::MAX));
            Value::Object(distinct)
        }
        other => other,
    }
}

fn index(name: &str) -> Option<u32> {
    name.parse().ok().filter(|index: &u32| index.to_string() == name)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn what_javascript_does_not_write_is_no_condition() {
    let rich = r#"{"a":{"$gt":5,"$in":[1,"x",null,[{"b":{"$bigint":"7"}}]],"$mod":[4,1],"$type":"int"},
        "$or":[{"b.0":{"$elemMatch":{"c":true}}},{"d":{"$not":{"$size":2,"$elemMatch":{"$exists":true}}}}]}"#;
    let program = program(&rich.replace('\n', ""));
    assert!(Where::read(&program).is_some());
    for end in 0..program.len() {
        assert!(Where::read(&program[..end]).is_none(), "the first {end} bytes");
    }
    assert!(Where::read(&[&program[..], b"e"].concat()).is_none());
    let unknown = [&[26][..], &program[1..]].concat();
    assert!(Where::read(&unknown).is_none());
}
