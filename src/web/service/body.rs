//! Reads the body of an answer, or what of it tells why the service refused.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Guard, network};
use crate::{
    engine::{Code, Failure, Traffic},
    web::host::{self, Body, show},
};

/// Of a reply that is refused or unreadable, errors carry so many bytes.
pub const SHOWN: u32 = 2048;

/// The body of an answer that is read, or a failure for one that refuses or is too large.
pub async fn read(
    attempt: &Guard,
    response: &JsValue,
    limit: u32,
    traffic: &mut Traffic,
) -> Result<Vec<Uint8Array>, Failure<JsValue>> {
    // A mock's answer is no instance of `Response`: its members are read, whatever it is.
    let status = Reflect::get(response, &"status".into()).ok().and_then(|status| status.as_f64());
    let Some(status) = status.and_then(to_status) else {
        let message = format!("Expected a `Response` with a status, got {}", show(response));
        return Err(Failure::new(Code::Network, message));
    };
    (traffic.is_answered, traffic.status) = (true, Some(status));
    if !(200..300).contains(&status) {
        return Err(refusal(attempt, response, status, traffic).await);
    }
    let body = bytes(attempt, response, limit, traffic).await?;
    if body.has_more() {
        let message = format!(
            "The reply is larger than {limit} bytes (option `maxReplyBytes`); ask about fewer users (`batchSize`)"
        );
        return Err(Failure::new(Code::ReplyTooLarge, message).with(|facts| facts.status = Some(status)));
    }
    Ok(body.chunks())
}

async fn bytes(
    attempt: &Guard,
    response: &JsValue,
    limit: u32,
    traffic: &mut Traffic,
) -> Result<Body, Failure<JsValue>> {
    let body = JsFuture::from(attempt.0.read(response, limit)).await;
    let body: Body =
        body.map_err(|thrown| network("The connection was lost within the reply", thrown))?.unchecked_into();
    traffic.received = body.bytes();
    Ok(body)
}

async fn refusal(attempt: &Guard, response: &JsValue, status: u16, traffic: &mut Traffic) -> Failure<JsValue> {
    let hint = match status {
        401 | 403 => "; see the options `headers` and `request`",
        404 | 405 => "; see the options `url` and `method`",
        413 => "; ask about fewer users at once (option `batchSize`)",
        429 => "; ask less often (options `concurrency` and `rateLimit`)",
        _ => "",
    };
    let mut failure = Failure::new(Code::HttpStatus, format!("The service refused with status {status}{hint}"));
    failure.status = Some(status);
    failure.retry_after = host::retry_after(response);
    // What it says of the reason is worth having, but its loss changes nothing.
    failure.reply = bytes(attempt, response, SHOWN, traffic).await.ok().map(|body| text(&body.chunks()));
    failure
}

/// The beginning of a reply, as text.
pub fn text(chunks: &[Uint8Array]) -> String {
    let mut bytes: Vec<u8> = chunks.iter().flat_map(Uint8Array::to_vec).collect();
    bytes.truncate(SHOWN as usize);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be from 0 to 999")]
fn to_status(status: f64) -> Option<u16> {
    (status.fract() == 0.0 && (0.0..=999.0).contains(&status)).then_some(status as u16)
}
