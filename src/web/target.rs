//! Whom to ask and how: the options under "the service".

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Headers;

use super::options::Members;

/// Whom to ask.
pub enum Target {
    /// A service, by `fetch`.
    Fetch(Box<Fetch>),
    /// The caller's `send`.
    Send(Function),
}

/// How to ask a service by `fetch`.
pub struct Fetch {
    pub url: Url,
    pub method: String,
    pub headers: HeaderSource,
    pub body: Option<BodySource>,
    /// More members of `RequestInit`.
    pub request: Option<Object>,
    /// The caller's own; none for the global one, looked up when it is called.
    pub own: Option<Function>,
}

/// Where a batch is sent.
pub enum Url {
    Fixed(JsValue),
    Asked(Function),
}

/// Where headers come from.
pub enum HeaderSource {
    Fixed { as_given: Headers, with_json: Headers },
    Asked(Function),
}

/// What is sent.
pub enum BodySource {
    Ids,
    Users,
    Asked(Function),
}

const URL: &str = "a string, a URL or a function";
const BODY: &str = "\"ids\", \"users\" or a function";
const HEADERS: &str = "headers as `new Headers()` takes them, or a function";

impl Target {
    /// Reads the options under "the service".
    pub fn read(options: &Members) -> Result<Self, JsValue> {
        if let Some(send) = options.function("send")? {
            for name in ["url", "method", "headers", "body", "request", "fetch"] {
                if let Some(given) = options.get(name)? {
                    return Err(options.wrong(name, "left out, since `send` sends the batches", &given));
                }
            }
            return Ok(Self::Send(send));
        }
        let url = options.read("url", URL, url)?;
        let url =
            url.ok_or_else(|| options.wrong("url", &format!("{URL}, unless `send` is given"), &JsValue::UNDEFINED))?;
        let method =
            options.read("method", "an HTTP method", |value| value.as_string().filter(|method| is_token(method)))?;
        let method = method.unwrap_or_else(|| "POST".to_owned());
        let body = options.read("body", BODY, body)?;
        let body = if ["GET", "HEAD"].contains(&method.to_ascii_uppercase().as_str()) {
            if let (Some(_), Some(given)) = (body, options.get("body")?) {
                return Err(options.wrong("body", &format!("left out, since {method} requests have none"), &given));
            }
            if let Url::Fixed(fixed) = &url {
                let takes =
                    format!("a function that puts the users into the address, since {method} requests have no body");
                return Err(options.wrong("url", &takes, fixed));
            }
            None
        } else {
            Some(body.unwrap_or(BodySource::Ids))
        };
        let request = options.object("request", "request.", "an object of `RequestInit` members")?;
        if let Some(request) = &request {
            for name in ["method", "headers", "body", "signal"] {
                if let Some(given) = request.get(name)? {
                    return Err(request.wrong(name, &format!("left out: it is the option `{name}`"), &given));
                }
            }
        }
        Ok(Self::Fetch(Box::new(Fetch {
            url,
            method,
            headers: headers(options)?,
            body,
            request: request.map(Members::into_object),
            own: options.function("fetch")?,
        })))
    }
}

fn url(value: &JsValue) -> Option<Url> {
    if let Some(asked) = value.dyn_ref::<Function>() {
        return Some(Url::Asked(asked.clone()));
    }
    address(value).map(Url::Fixed)
}

/// A string that is not empty, or that of a URL object of any realm, as it is now.
pub fn address(value: &JsValue) -> Option<JsValue> {
    let href = if value.is_object() { Reflect::get(value, &"href".into()).ok()? } else { value.clone() };
    let is_address = href.as_string().is_some_and(|text| !text.is_empty());
    is_address.then_some(href)
}

fn body(value: &JsValue) -> Option<BodySource> {
    match value.as_string().as_deref() {
        Some("ids") => Some(BodySource::Ids),
        Some("users") => Some(BodySource::Users),
        Some(_) => None,
        None => value.dyn_ref::<Function>().map(|asked| BodySource::Asked(asked.clone())),
    }
}

fn headers(options: &Members) -> Result<HeaderSource, JsValue> {
    let given = options.get("headers")?.unwrap_or_else(|| Object::new().into());
    if let Some(asked) = given.dyn_ref::<Function>() {
        return Ok(HeaderSource::Asked(asked.clone()));
    }
    let made = given.is_object().then(|| Headers::new_with_str_sequence_sequence(&given).ok()).flatten();
    let as_given = made.ok_or_else(|| options.wrong("headers", HEADERS, &given))?;
    let with_json = Headers::new_with_headers(&as_given)?;
    add_json(&with_json)?;
    Ok(HeaderSource::Fixed { as_given, with_json })
}

/// Says that the body is JSON, unless the caller says what it is.
pub fn add_json(headers: &Headers) -> Result<(), JsValue> {
    if !headers.has("content-type")? {
        headers.set("content-type", "application/json")?;
    }
    Ok(())
}

/// RFC 9110, section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
