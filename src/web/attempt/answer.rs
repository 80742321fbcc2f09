//! The way of a request: it is sent, and what answers is read.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::{
    abort::Attempt,
    left,
    request::{Request, Sending},
    retry_after,
};
use crate::{
    engine::{Code, Error, Traffic},
    web::{
        imports::{self, Answer, Batch, Body, Reading, now},
        output::{Cause, failed, in_words, lost},
        text::text,
        wait::Settling,
    },
};

/// What is to be decided, and whom it is about.
pub struct Reply {
    pub batch: Batch,
    pub content: Content,
    /// Milliseconds for which the service asks to be left alone, though it answered, where that may be for a part alone.
    pub retry_after: Option<f64>,
}

/// What an answer may be.
#[derive(Clone, Copy)]
pub struct Expected {
    /// The most bytes of its body.
    pub bytes: f64,
    /// Whether it may be for some of the users alone.
    pub may_be_partial: bool,
    /// Whether what it says of the requests that are left is heeded.
    pub may_tell_what_is_left: bool,
}

pub enum Content {
    /// The bytes of a body.
    Body(Body),
    /// The same, each line of which is a row.
    Lines(Body),
    /// The rows themselves, from the caller's `send`, and the same as JSON.
    Rows(Array, Vec<u8>),
}

/// Sends `request` and reads the answer.
pub async fn send(request: Request, expected: Expected, traffic: &mut Traffic) -> Result<Reply, Error<Cause>> {
    let Request { mut attempt, batch, sending } = request;
    let turns = attempt.turns();
    let content = read(&sending, &batch, &attempt, expected, traffic).await;
    if content.is_err() {
        // What an answer that is of no use still has to say, nobody wants.
        attempt.abort();
    }
    turns.arrive().await;
    let (content, retry_after) = content?;
    attempt.finish();
    Ok(Reply { batch, content, retry_after })
}

async fn read(
    sending: &Sending,
    batch: &Batch,
    attempt: &Attempt,
    expected: Expected,
    traffic: &mut Traffic,
) -> Result<(Content, Option<f64>), Error<Cause>> {
    let sent = match sending {
        Sending::Fetch { fetch: Some(own), url, init } => own.call2(&JsValue::UNDEFINED, url, init),
        Sending::Fetch { fetch: None, url, init } => imports::fetch(url, init),
        Sending::Own { send, context } => send.call2(&JsValue::UNDEFINED, &batch.users(), context),
    };
    let answer = match sent {
        Ok(answer) => {
            let signal = attempt.signal();
            Settling::by(|place, ticket| imports::wait_for_answer(&answer, &signal, place, ticket)).await
        }
        Err(thrown) => Err(thrown),
    };
    let answer = answer.map_err(|thrown| refused_by(&thrown, traffic).unwrap_or_else(|| unsent(sending, thrown)))?;
    if matches!(sending, Sending::Own { .. }) {
        let unread = |thrown| lost("Reading what `send` answered failed", thrown);
        if let Some(body) = imports::body_of(&answer, expected.bytes).map_err(unread)? {
            (traffic.is_answered, traffic.received) = (true, body.length());
            return Ok((Content::Body(fits(body, expected.bytes, None)?), None));
        }
        let rows = imports::rows_of(&answer);
        if let Some(rows) = rows.map_err(|thrown| lost("Reading the rows that `send` answered failed", thrown))? {
            return Ok((encode(rows, traffic)?, None));
        }
    }
    let answer = answer.unchecked_into();
    if expected.may_tell_what_is_left {
        traffic.left = left::of(&answer);
    }
    let takes = match sending {
        Sending::Own { .. } => "`send` to answer rows, text, bytes or a `Response`",
        Sending::Fetch { .. } => "`fetch` to answer a `Response` with a status",
    };
    let body = read_answer(&answer, takes, expected.bytes, traffic).await?;
    let retry_after = if expected.may_be_partial { retry_after::of(&answer) } else { None };
    let content = if has_lines(&answer) { Content::Lines(body) } else { Content::Body(body) };
    Ok((content, retry_after))
}

/// A request that met no answer.
fn unsent(sending: &Sending, thrown: JsValue) -> Error<Cause> {
    let (what, advice) = match sending {
        Sending::Own { .. } => ("`send` failed", String::new()),
        Sending::Fetch { fetch: Some(_), .. } => ("The request failed", String::new()),
        Sending::Fetch { fetch: None, url, init } => ("The request failed", imports::what_to_check(url, &thrown, init)),
    };
    let message = [what, ": ", &imports::describe(&thrown), &advice].concat();
    failed(Code::Network, &message, Some(thrown))
}

/// What the caller's own code threw in place of an answer, if it stands for one.
fn refused_by(thrown: &JsValue, traffic: &mut Traffic) -> Option<Error<Cause>> {
    let refusal = imports::refusal_of(thrown)?;
    let status = refusal.status();
    (traffic.is_answered, traffic.status) = (true, Some(status));
    let cause = Cause { message: Some(refusal.message().into()), reply: refusal.reply(), thrown: Some(thrown.clone()) };
    Some(Error::new(Code::HttpStatus).caused(cause).with(|details| {
        details.status = Some(status);
        details.retry_after = refusal.retry_after();
    }))
}

fn encode(rows: Array, traffic: &mut Traffic) -> Result<Content, Error<Cause>> {
    traffic.is_answered = true;
    let began = now();
    let json = imports::rows_to_json(&rows);
    traffic.deciding = now() - began;
    match json {
        Ok(json) => Ok(Content::Rows(rows, json.as_string().unwrap_or_default().into_bytes())),
        Err(thrown) => {
            let why = imports::describe(&thrown);
            let message = ["No JSON can be made of the rows that `send` answered: ", &why].concat();
            Err(failed(Code::BadReply, &message, Some(thrown)))
        }
    }
}

async fn read_answer(answer: &Answer, takes: &str, limit: f64, traffic: &mut Traffic) -> Result<Body, Error<Cause>> {
    let Some(status) = answer.status().ok().and_then(|status| to_status(&status)) else {
        return Err(match imports::show(answer) {
            Ok(shown) => {
                // Asked again, the caller's own function would answer the same.
                let message = ["Expected ", takes, ", got ", &shown].concat();
                failed(Code::Request, &message, None)
            }
            Err(thrown) => lost("Reading the answer failed", thrown),
        });
    };
    (traffic.is_answered, traffic.status) = (true, Some(status));
    if !(200..300).contains(&status) {
        return Err(refusal(answer, status, traffic).await);
    }
    let body = read_body(answer, Some(limit), traffic).await;
    let body = body.map_err(|thrown| lost("The connection was lost within the reply", thrown))?;
    fits(body, limit, Some(status))
}

/// The body, if that is all of it.
fn fits(body: Body, limit: f64, status: Option<u16>) -> Result<Body, Error<Cause>> {
    if !body.has_more() {
        return Ok(body);
    }
    let message = [
        "The reply is larger than ",
        &in_words(limit),
        " bytes (option `maxReplyBytes`); ask about fewer users (`batchSize`)",
    ]
    .concat();
    Err(failed(Code::ReplyTooLarge, &message, None).with(|details| details.status = status))
}

/// Whether each line of the body is a row, by what its headers say.
fn has_lines(answer: &Answer) -> bool {
    let header = header(answer, "content-type");
    let media_type = header.as_deref().and_then(|header| header.split(';').next()).unwrap_or_default().trim_ascii();
    LINES.iter().any(|lines| media_type.eq_ignore_ascii_case(lines))
}

/// The header of this name. A mock may have none.
pub fn header(answer: &Answer, name: &'static str) -> Option<String> {
    let headers = answer.headers().ok().filter(|headers| headers.is_object())?;
    headers.get(&text(name)).ok()?.as_string()
}

/// By which names services call rows that are lines.
const LINES: [&str; 3] = ["application/x-ndjson", "application/jsonl", "application/ndjson"];

async fn read_body(answer: &Answer, limit: Option<f64>, traffic: &mut Traffic) -> Result<Body, JsValue> {
    let open = Open(imports::read_body(answer, limit));
    let body: Body = Settling::of(&open.0.body()).await?.unchecked_into();
    traffic.received = body.length();
    Ok(body)
}

/// A body: to drop it is to leave what is not read of it, though it may know nothing of the request's signal.
struct Open(Reading);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

async fn refusal(answer: &Answer, status: u16, traffic: &mut Traffic) -> Error<Cause> {
    // What it says of the reason is worth having, but its loss changes nothing.
    let (reply, line) = match read_body(answer, None, traffic).await {
        Ok(body) => (body.beginning().unwrap_or_default(), body.first_line().unwrap_or_default()),
        Err(_) => (JsValue::UNDEFINED, String::new()),
    };
    let said = if line.is_empty() { String::new() } else { [": ", &line].concat() };
    let hint = match status {
        401 | 403 => "; see the options `headers` and `request`",
        404 | 405 => "; see the options `url` and `method`",
        413 | 414 | 431 => "; ask about fewer users at once (option `batchSize`)",
        429 => "; ask less often (options `concurrency` and `rateLimit`)",
        _ => "",
    };
    let message = ["The service refused with status ", &status.to_string(), &said, hint].concat();
    let cause = Cause { message: Some(message.into()), reply, thrown: None };
    let retry_after = retry_after::of(answer);
    Error::new(Code::HttpStatus).caused(cause).with(|details| {
        details.status = Some(status);
        details.retry_after = retry_after;
    })
}

/// A mock's status is whatever it is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be from 0 to 999")]
fn to_status(status: &JsValue) -> Option<u16> {
    let status = status.as_f64()?;
    (status.fract() == 0.0 && (0.0..=999.0).contains(&status)).then_some(status as u16)
}
