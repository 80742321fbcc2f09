//! Builds a request. What the caller's own functions do wrong here is theirs to mend: it is not retried.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Headers, RequestInit};

use super::{Guard, Ready, Sending};
use crate::{
    engine::{Ask, Code, Failure, Request},
    web::{
        host::{self, Run, Taken},
        source::Batch,
        target::{BodySource, Fetch, HeaderSource, Target, Url, add_json, address},
    },
};

/// The request that `ask` comes to.
pub async fn prepare(run: &Run, target: &Target, ask: Ask<Batch>) -> Result<Request<Ready>, Failure<JsValue>> {
    let began = host::now();
    let attempt = Guard(run.attempt(ask.batch, ask.attempt, ask.request));
    let whole = ask.range.len() == ask.users.users.length() as usize;
    let (users, ids) = match &ask.users.ids {
        Some(ids) if whole => (ask.users.users.clone(), ids.clone()),
        _ => {
            let taken: Taken = run.slice(&ask.users.users, ask.range.start, ask.range.end);
            (taken.users(), taken.ids())
        }
    };
    let mut encoder = Encoder { attempt: &attempt, users: &users, ids: &ids, bytes: 0, waited: 0.0 };
    let sending = match target {
        Target::Send(send) => Sending::Send(send.clone()),
        Target::Fetch(fetch) => encoder.fetch(fetch).await?,
    };
    let encoding = host::now() - began - encoder.waited;
    let bytes = encoder.bytes;
    Ok(Request { bytes, encoding, inner: Ready { attempt, users, ids, sending } })
}

struct Encoder<'a> {
    attempt: &'a Guard,
    users: &'a Array,
    ids: &'a str,
    bytes: usize,
    /// Milliseconds that the caller's `headers` took, which are not ours.
    waited: f64,
}

impl Encoder<'_> {
    async fn fetch(&mut self, fetch: &Fetch) -> Result<Sending, Failure<JsValue>> {
        let context = self.attempt.0.context();
        let url = match &fetch.url {
            Url::Fixed(url) => url.clone(),
            Url::Asked(url) => {
                let url =
                    url.call2(&JsValue::UNDEFINED, self.users, &context).map_err(|thrown| threw("url", thrown))?;
                address(&url).ok_or_else(|| unusable("url", "a string or a URL", &url))?
            }
        };
        let init = RequestInit::new();
        if let Some(request) = &fetch.request {
            Object::assign(&init, request);
        }
        init.set_method(&fetch.method);
        init.set_signal(Some(&self.attempt.0.signal()));
        let is_json = match &fetch.body {
            None => false,
            Some(BodySource::Ids) => {
                let body = format!("{{\"ids\":{}}}", self.ids);
                self.bytes = body.len();
                init.set_body(&body.into());
                true
            }
            Some(BodySource::Users) => {
                let users = Object::new();
                let _ = Reflect::set(&users, &"users".into(), self.users);
                self.body(&users, &init)?
            }
            Some(BodySource::Asked(body)) => {
                let body = body.call2(&JsValue::UNDEFINED, self.users, &context);
                self.body(&body.map_err(|thrown| threw("body", thrown))?, &init)?
            }
        };
        init.set_headers(&self.headers(&fetch.headers, is_json).await?);
        Ok(Sending::Fetch { fetch: fetch.own.clone(), url, init: init.into() })
    }

    fn body(&mut self, value: &JsValue, init: &RequestInit) -> Result<bool, Failure<JsValue>> {
        let encoded = host::encode(value).map_err(|thrown| threw("body", thrown))?;
        self.bytes = encoded.bytes();
        init.set_body(&encoded.body());
        if encoded.is_stream() {
            // Fetch standard: a body that is a stream has to be sent before the reply is read.
            let _ = Reflect::set(init, &"duplex".into(), &"half".into());
        }
        Ok(encoded.is_json())
    }

    async fn headers(&mut self, source: &HeaderSource, is_json: bool) -> Result<JsValue, Failure<JsValue>> {
        let asked = match source {
            HeaderSource::Fixed { with_json, .. } if is_json => return Ok(with_json.into()),
            HeaderSource::Fixed { as_given, .. } => return Ok(as_given.into()),
            HeaderSource::Asked(asked) => asked,
        };
        let began = host::now();
        let headers = match asked.call1(&JsValue::UNDEFINED, &self.attempt.0.context()) {
            Ok(headers) if host::is_thenable(&headers) => self.attempt.wait(&headers).await,
            answered => answered,
        };
        self.waited = host::now() - began;
        let given = headers.map_err(|thrown| threw("headers", thrown))?;
        let takes = "headers as `new Headers()` takes them";
        if !given.is_object() {
            return Err(unusable("headers", takes, &given));
        }
        let headers = Headers::new_with_str_sequence_sequence(&given);
        let headers = headers.map_err(|thrown| unusable("headers", takes, &given).thrown(thrown))?;
        if is_json {
            add_json(&headers).map_err(|thrown| threw("headers", thrown))?;
        }
        Ok(headers.into())
    }
}

fn threw(option: &str, thrown: JsValue) -> Failure<JsValue> {
    Failure::new(Code::Request, format!("The function `{option}` failed: {}", host::describe(&thrown))).thrown(thrown)
}

fn unusable(option: &str, takes: &str, got: &JsValue) -> Failure<JsValue> {
    let message = format!("Expected the function `{option}` to answer {takes}, got {}", host::show(got));
    Failure::new(Code::Request, message)
}
