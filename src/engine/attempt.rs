//! One attempt on some users: build the request, ask for leave, send, read, decide. To drop it is to abort it.

use super::{
    figures::Traffic,
    ledger::Error,
    permit::Permit,
    traits::{Answered, Ask, Decision, Service},
};

/// What an attempt comes to.
pub enum Outcome<S: Service> {
    /// There was no request to send.
    NotBuilt(Error<S::Cause>),
    /// What was received, and the verdicts, or why there are none.
    Answered(Traffic, Decision<S>),
}

/// Asks `service` about the users of `ask`, once.
pub async fn attempt<S: Service>(service: &S, permit: &Permit, ask: Ask<S::Batch>) -> Outcome<S> {
    let built = match service.build(&ask).await {
        Ok(built) => built,
        Err(error) => return Outcome::NotBuilt(error),
    };
    permit.acquire(built.bytes, built.encoding).await;
    let Answered { mut traffic, reply } = service.send(built.request).await;
    let answer = reply.and_then(|reply| service.decide(&ask, reply, &mut traffic));
    Outcome::Answered(traffic, answer)
}
