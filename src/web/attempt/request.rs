//! Whom to ask, and how: the options under "the service", from which requests are built.

use js_sys::{Function, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Headers, RequestInit};

use super::abort::Attempt;
use crate::{
    engine::{Ask, Built, Code, Error, Part},
    web::{
        imports::{Batch, context_of, describe, encode, forget, now, show, undefined_in, wrong_with},
        options::Options,
        output::{Cause, failed},
        wait::{Settling, is_thenable},
    },
};

const HEADERS: &str = "headers as `new Headers()` takes them";

/// A request that is built and not sent yet. To drop it is to abort it.
pub struct Request {
    pub attempt: Attempt,
    pub batch: Batch,
    pub sending: Sending,
}

/// How a request is sent.
pub enum Sending {
    /// By `fetch`, the caller's or the global one.
    Fetch { fetch: Option<Function>, url: JsValue, init: RequestInit },
    /// By the caller's `send`.
    Own { send: Function, context: JsValue },
}

/// Whom to ask.
pub enum Target {
    Service(Box<Service>),
    /// The caller's `send`.
    Own(Function),
}

/// A service that is asked by `fetch`.
pub struct Service {
    fetch: Option<Function>,
    /// A text, or a function.
    url: JsValue,
    /// What is the same for every request.
    fixed: Object,
    headers: HeadersOption,
    body: BodyOption,
}

enum HeadersOption {
    /// Those of every request, and the same where its body is JSON.
    Fixed(Box<[Headers; 2]>),
    Function(Function),
}

enum BodyOption {
    None,
    Ids,
    Users,
    Function(Function),
}

/// What the caller's functions are told of an attempt: made when the first of them asks for it.
struct Context<'a> {
    ask: &'a Ask<Batch>,
    attempt: &'a Attempt,
    made: Option<JsValue>,
}

impl Context<'_> {
    fn get(&mut self) -> JsValue {
        if let Some(made) = &self.made {
            return made.clone();
        }
        let Ask { request, batch, attempt, .. } = *self.ask;
        let made = context_of(batch, attempt, request, &self.attempt.signal());
        self.made = Some(made.clone());
        made
    }
}

impl Target {
    pub fn of(options: &Options) -> Result<Self, JsValue> {
        if let Some(send) = options.send() {
            return Ok(Self::Own(send));
        }
        let fixed = Object::new();
        if let Some(request) = options.request() {
            assign(&fixed, &request)?;
        }
        Reflect::set(&fixed, &"method".into(), &options.method())?;
        let headers = match options.headers().dyn_into::<Function>() {
            Ok(function) => HeadersOption::Function(function),
            Err(given) => {
                let given = (!given.is_undefined()).then(|| given.unchecked_ref());
                HeadersOption::Fixed(Box::new([copied(given, false)?, copied(given, true)?]))
            }
        };
        let body = match options.body().dyn_into::<Function>() {
            Ok(function) => BodyOption::Function(function),
            Err(word) if word.is_undefined() => BodyOption::None,
            Err(word) if word == "users" => BodyOption::Users,
            Err(_) => BodyOption::Ids,
        };
        let service = Service { fetch: options.fetch(), url: options.url(), fixed, headers, body };
        Ok(Self::Service(Box::new(service)))
    }

    /// Builds the request about some users. What the caller's functions do wrong is theirs to mend: it is not retried.
    pub async fn build(&self, ask: &Ask<Batch>, attempt: Attempt) -> Result<Built<Request>, Error<Cause>> {
        let began = now();
        let batch = match &ask.part {
            part if part.len() == ask.users.length() => ask.users.clone(),
            Part::Range(range) => ask.users.part(range.start, range.end),
            Part::Picked(places) => ask.users.pick(places),
        };
        let mut context = Context { ask, attempt: &attempt, made: None };
        match self {
            Self::Own(send) => {
                let sending = Sending::Own { send: send.clone(), context: context.get() };
                Ok(Built { bytes: 0, encoding: 0.0, request: Request { attempt, batch, sending } })
            }
            Self::Service(service) => {
                let url = service.address(&batch, &mut context)?;
                let init = service.init();
                init.set_signal(Some(&attempt.signal()));
                let (bytes, is_json) = service.body(&batch, &mut context, &init)?;
                let asked = now();
                let headers = service.headers(&mut context, is_json).await?;
                // What the caller's function takes is not ours.
                let waited = if matches!(service.headers, HeadersOption::Function(_)) { now() - asked } else { 0.0 };
                init.set_headers(&headers);
                let sending = Sending::Fetch { fetch: service.fetch.clone(), url, init };
                let encoding = now() - began - waited;
                Ok(Built { bytes, encoding, request: Request { attempt, batch, sending } })
            }
        }
    }
}

impl Service {
    fn init(&self) -> RequestInit {
        let init = RequestInit::new();
        // Members of an object of our own, into one of our own: nothing of the caller's is called.
        let _ = assign(init.unchecked_ref(), &self.fixed);
        init
    }

    fn address(&self, batch: &Batch, context: &mut Context<'_>) -> Result<JsValue, Error<Cause>> {
        let Some(function) = self.url.dyn_ref::<Function>() else { return Ok(self.url.clone()) };
        let answer = call(function, "url", Some(batch), context)?;
        let href =
            if answer.is_object() { Reflect::get(&answer, &"href".into()).unwrap_or_default() } else { answer.clone() };
        if href.dyn_ref::<JsString>().is_none_or(|text| text.length() == 0) {
            forget(&answer);
            return Err(unusable("url", "a string or a URL", &answer, None));
        }
        // What a `fetch` of the caller's own takes is theirs to say.
        match wrong_with(&href).filter(|_| self.fetch.is_none()) {
            Some(complaint) => Err(refused("url", "an address that `fetch` takes", &complaint, None)),
            None => Ok(href),
        }
    }

    /// Its length in bytes, and whether it is JSON.
    fn body(
        &self,
        batch: &Batch,
        context: &mut Context<'_>,
        init: &RequestInit,
    ) -> Result<(usize, bool), Error<Cause>> {
        let value = match &self.body {
            BodyOption::None => return Ok((0, false)),
            BodyOption::Ids => {
                init.set_body(&batch.ids_body());
                return Ok((batch.ids_body_bytes(), true));
            }
            BodyOption::Users => {
                let users = Object::new();
                Reflect::set(&users, &"users".into(), &batch.users()).map_err(|thrown| threw("body", thrown))?;
                users.into()
            }
            BodyOption::Function(function) => call(function, "body", Some(batch), context)?,
        };
        let encoded = encode(&value).map_err(|thrown| threw("body", thrown))?;
        init.set_body(&encoded.body());
        if encoded.is_stream() {
            // Fetch standard: a body that is a stream has to be sent before the reply is read.
            let _ = Reflect::set(init, &"duplex".into(), &"half".into());
        }
        Ok((encoded.bytes(), encoded.is_json()))
    }

    /// Headers of a request's own, since who wraps `fetch` may add to them. They say that the body is JSON, if it is, unless
    /// the caller says what it is.
    async fn headers(&self, context: &mut Context<'_>, is_json: bool) -> Result<Headers, Error<Cause>> {
        let function = match &self.headers {
            HeadersOption::Fixed(both) => {
                let [plain, json] = &**both;
                let given = if is_json { json } else { plain };
                return Headers::new_with_headers(given).map_err(|thrown| threw("headers", thrown));
            }
            HeadersOption::Function(function) => function,
        };
        let mut given = call(function, "headers", None, context)?;
        if is_thenable(&given) {
            given = Settling::of(&given).await.map_err(|thrown| threw("headers", thrown))?;
        }
        if given.is_string() {
            // Which may be a secret.
            return Err(refused("headers", HEADERS, "a string", None));
        }
        if !given.is_object() {
            return Err(unusable("headers", HEADERS, &given, None));
        }
        if let Ok(Some(name)) = undefined_in(&given) {
            return Err(refused("headers", HEADERS, &["no value for `", &name, "`"].concat(), None));
        }
        copied(Some(given.unchecked_ref()), is_json)
            .map_err(|thrown| unusable("headers", HEADERS, &given, Some(thrown)))
    }
}

/// What the caller's function `option` answers.
fn call(
    function: &Function,
    option: &str,
    batch: Option<&Batch>,
    context: &mut Context<'_>,
) -> Result<JsValue, Error<Cause>> {
    let this = JsValue::UNDEFINED;
    let answer = match batch {
        Some(batch) => function.call2(&this, &batch.users(), &context.get()),
        None => function.call1(&this, &context.get()),
    };
    answer.map_err(|thrown| threw(option, thrown))
}

fn threw(option: &str, thrown: JsValue) -> Error<Cause> {
    let message = ["The function `", option, "` failed: ", &describe(&thrown)].concat();
    failed(Code::Request, &message, Some(thrown))
}

fn unusable(option: &str, takes: &str, got: &JsValue, thrown: Option<JsValue>) -> Error<Cause> {
    refused(option, takes, &show(got).unwrap_or_default(), thrown)
}

fn refused(option: &str, takes: &str, got: &str, thrown: Option<JsValue>) -> Error<Cause> {
    let message = ["Expected the function `", option, "` to answer ", takes, ", got ", got].concat();
    failed(Code::Request, &message, thrown)
}

/// `given` is whatever `new Headers()` takes.
fn copied(given: Option<&Headers>, is_json: bool) -> Result<Headers, JsValue> {
    let headers = given.map_or_else(Headers::new, Headers::new_with_headers)?;
    if is_json && !headers.has("content-type")? {
        headers.set("content-type", "application/json")?;
    }
    Ok(headers)
}

#[wasm_bindgen]
extern "C" {
    /// As `Object::assign`, but a getter that throws is an error.
    #[wasm_bindgen(catch, js_namespace = Object)]
    fn assign(target: &Object, source: &Object) -> Result<Object, JsValue>;
}
