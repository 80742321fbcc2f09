//! The log, retold by attempts: what the service was asked to build, what it received and answered, and what the engine
//! said and did about it.

use std::{collections::HashMap, ops::Range};

use filter_users::engine::Code;

use crate::{
    ids::Ids,
    log::{Batch, Fault, Heard, Id, Record, Reply, Told},
    play::Played,
};

/// When something happened, and its place in the log.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub at: f64,
    pub index: usize,
}

/// One attempt on some users, or a copy of one.
#[derive(Debug)]
pub struct Attempt {
    pub id: Id,
    /// What the engine calls it.
    pub request: usize,
    pub batch: usize,
    /// 1 for the first attempt on its users, counting those on all of which they are a part.
    pub number: u32,
    pub users: Ids,
    pub asked: Moment,
    pub bytes: usize,
    pub built: Option<Moment>,
    /// When the engine said that it goes.
    pub said: Option<Moment>,
    /// Whether it is a second copy, as far as was said.
    pub is_copy: bool,
    /// When the service received it.
    pub sent: Option<Moment>,
    pub ended: Option<(Moment, Ending)>,
    /// When the engine said that it ended.
    pub said_ended: Option<Moment>,
    /// What the engine said would come next.
    pub then: Option<(Moment, Then)>,
    /// Dropped since the other copy was answered, or a copy that was dropped while it was built.
    pub is_loser: bool,
}

#[derive(Debug)]
pub enum Ending {
    Unbuilt(Code),
    BuildDropped,
    Answered(Reply),
    Dropped,
}

#[derive(Debug)]
pub enum Then {
    Retrying(Fault, f64),
    Split([usize; 2]),
}

#[derive(Debug, Default)]
pub struct Story {
    pub attempts: Vec<Attempt>,
    pub settled: Vec<(Moment, Batch)>,
    /// The users of each batch, in the order in which they were handed out.
    pub batches: Vec<Range<usize>>,
}

impl Attempt {
    /// How it failed; nothing of one that did not end, was answered well, or lost against its copy. Where some of its users
    /// have no answer, why the first of them has none.
    pub fn failure(&self) -> Option<Code> {
        match &self.ended.as_ref()?.1 {
            Ending::Answered(reply) => reply.code.or(reply.unanswered.first().map(|(_, code)| *code)),
            Ending::Unbuilt(code) => Some(*code),
            Ending::Dropped | Ending::BuildDropped if self.is_loser => None,
            Ending::Dropped | Ending::BuildDropped => Some(Code::Timeout),
        }
    }

    /// Where in the log it was halved since it was too large.
    pub fn refused_size(&self) -> Option<usize> {
        let reply = self.reply()?;
        let is_too_large = match reply.code? {
            Code::HttpStatus => matches!(reply.status, Some(413 | 414 | 431)),
            code => code == Code::ReplyTooLarge,
        };
        match &self.then {
            Some((moment, Then::Split(_))) if is_too_large => Some(moment.index),
            _ => None,
        }
    }

    /// Its place in the log at which it ended.
    pub fn ended_at(&self) -> Option<usize> {
        self.ended.as_ref().map(|(moment, _)| moment.index)
    }

    pub fn reply(&self) -> Option<&Reply> {
        if let Some((_, Ending::Answered(reply))) = &self.ended { Some(reply) } else { None }
    }

    /// Who is asked about again if this one is not enough: all, or those for whom it brought no answer.
    pub fn unanswered(&self) -> Ids {
        match self.reply() {
            Some(Reply { code: None, unanswered, .. }) if !unanswered.is_empty() => {
                let mut users: Vec<_> = unanswered.iter().map(|(user, _)| *user).collect();
                users.sort_unstable();
                Ids::new(users)
            }
            _ => self.users.clone(),
        }
    }

    /// Why it brought nothing for `users`; nothing where that is not so of each of them, or it has other reasons.
    pub fn failure_of(&self, users: &Ids) -> Option<Code> {
        match self.reply() {
            Some(Reply { code: None, unanswered, .. }) => {
                let code_of = |user| unanswered.iter().find(|(other, _)| *other == user).map(|(_, code)| *code);
                let code = code_of(users.first());
                users.iter().all(|user| code_of(user) == code).then_some(code).flatten()
            }
            _ => self.failure(),
        }
    }

    /// Whether the service gave verdicts, if not for all of its users.
    pub fn is_answered_well(&self) -> bool {
        self.reply().is_some_and(|reply| reply.code.is_none())
    }

    /// Whether it counts as an attempt: it was sent, or could not be. Not so one that was built but held back, the gate
    /// having closed meanwhile, nor one that was still being built when the run ended. Of one that was dropped while it
    /// was built, only what became of its users tells whether it ran out of time: `or_late` is for these.
    pub fn is_made(&self, or_late: bool) -> bool {
        let is_made = match &self.ended {
            Some((_, Ending::BuildDropped)) => or_late,
            Some((_, Ending::Unbuilt(_))) => true,
            _ => false,
        };
        is_made || self.said.is_some() || self.then.is_some()
    }
}

impl Story {
    /// Retells `played`; an error is an event that does not follow from what happened.
    pub fn of(played: &Played) -> Result<Self, String> {
        let mut story = Self::default();
        let mut alike: HashMap<(Ids, u32), Vec<Id>> = HashMap::new();
        let mut last_ended = None;
        let mut threw = false;
        for (index, (at, record)) in played.log.iter().enumerate() {
            let moment = Moment { at: *at, index };
            // A copy that was still being built is dropped as soon as its original ends.
            let before = played.log[..index].iter().rev().map(|(_, record)| record);
            let before = before.into_iter().find(|record| !matches!(record, Record::BuildDropped { .. }));
            match record {
                Record::Took(users) => story.batches.push(users.clone()),
                Record::Closed(batches) => story.batches.extend(batches.iter().cloned()),
                Record::Asked { id, request, batch, attempt, users } => {
                    alike.entry((users.clone(), *attempt)).or_default().push(*id);
                    story.attempts.push(Attempt {
                        id: *id,
                        request: *request,
                        batch: *batch,
                        number: *attempt,
                        users: users.clone(),
                        asked: moment,
                        bytes: 0,
                        built: None,
                        said: None,
                        is_copy: false,
                        sent: None,
                        ended: None,
                        said_ended: None,
                        then: None,
                        is_loser: false,
                    });
                }
                Record::Built { id, bytes } => {
                    story.attempts[*id].built = Some(moment);
                    story.attempts[*id].bytes = *bytes;
                }
                Record::Sent { id } => story.attempts[*id].sent = Some(moment),
                Record::Unbuilt { id, code } => {
                    story.end(*id, moment, Ending::Unbuilt(*code), &mut last_ended);
                }
                Record::BuildDropped { id } => {
                    let Attempt { users, number, .. } = &story.attempts[*id];
                    let copies = &alike[&(users.clone(), *number)];
                    story.attempts[*id].is_loser = copies.iter().any(|other| story.attempts[*other].said.is_some());
                    story.end(*id, moment, Ending::BuildDropped, &mut last_ended);
                }
                Record::Answered { id, reply } => {
                    story.end(*id, moment, Ending::Answered(reply.clone()), &mut last_ended);
                }
                Record::Dropped { id } => {
                    let Attempt { users, number, .. } = &story.attempts[*id];
                    let copies = &alike[&(users.clone(), *number)];
                    // Unless the caller threw when it was told of the answer, so that nobody won.
                    let is_loser = !threw && copies.iter().any(|other| story.attempts[*other].is_answered_well());
                    story.attempts[*id].is_loser = is_loser;
                    story.end(*id, moment, Ending::Dropped, &mut last_ended);
                }
                Record::Told(told) => {
                    let threw = matches!(played.log.get(index + 1), Some((_, Record::ObserverThrew)));
                    story.hear(moment, told, before, last_ended, threw, played.has_clock)?;
                }
                Record::ObserverThrew => threw = true,
                Record::Settled(batch) => story.settled.push((moment, (**batch).clone())),
                _ => {}
            }
        }
        Ok(story)
    }

    fn end(&mut self, id: Id, moment: Moment, ending: Ending, last_ended: &mut Option<Id>) {
        self.attempts[id].ended = Some((moment, ending));
        if !self.attempts[id].is_loser {
            *last_ended = Some(id);
        }
    }

    /// An event must follow from what happened just before, and name the same batch, attempt and users.
    fn hear(
        &mut self,
        moment: Moment,
        told: &Told,
        before: Option<&Record>,
        last_ended: Option<Id>,
        threw: bool,
        has_clock: bool,
    ) -> Result<(), String> {
        let differs = |ms: f64, took: f64| has_clock && (ms - took).abs() > 1e-6;
        let retries = matches!(told.what, Heard::Retrying { .. });
        let about = |of: Option<&mut Attempt>| match of {
            Some(of)
                if retries
                    && (of.batch, of.number, of.unanswered().len()) == (told.batch, told.attempt, told.users) =>
            {
                Ok(of.id)
            }
            Some(of) if (of.batch, of.number, of.users.len()) == (told.batch, told.attempt, told.users) => Ok(of.id),
            other => Err(format!("{told:?} is not about what happened before it: {other:?}")),
        };
        match (&told.what, before) {
            (Heard::Sent { request } | Heard::Hedged { request, .. }, Some(Record::Built { id, .. })) => {
                let id = about(self.attempts.get_mut(*id))?;
                // If the caller throws at that, it does not go.
                self.attempts[id].said = (!threw).then_some(moment);
                if let Heard::Hedged { copy_of, .. } = told.what {
                    self.attempts[id].is_copy = true;
                    self.is_copy_of(id, copy_of)?;
                }
                self.is_called(id, *request)?;
            }
            (Heard::Answered { request, status, bytes, ms, error }, Some(Record::Answered { id, reply })) => {
                let id = about(self.attempts.get_mut(*id))?;
                self.is_called(id, *request)?;
                let took = self.says_ended(id, moment)?;
                let code = error.as_ref().map(|error| error.code);
                if (*status, *bytes, code) != (reply.status, reply.received, reply.code) || differs(*ms, took) {
                    return Err(format!("{told:?}, but it was {reply:?} {took} ms after it was sent"));
                }
            }
            (Heard::Failed { request, ms, error }, _) => {
                let id = about(self.attempts.iter_mut().find(|attempt| attempt.request == *request))?;
                let took = self.says_ended(id, moment)?;
                let attempt = &self.attempts[id];
                let is_answered = attempt.reply().is_some_and(|reply| reply.status.is_some());
                if attempt.failure() != Some(error.code) || is_answered || differs(*ms, took) {
                    return Err(format!("{told:?}, but it was {attempt:?}, {took} ms"));
                }
            }
            (Heard::Abandoned { request, ms }, _) => {
                let id = about(self.attempts.iter_mut().find(|attempt| attempt.request == *request))?;
                let took = self.says_ended(id, moment)?;
                let is_dropped = matches!(self.attempts[id].ended, Some((_, Ending::Dropped)));
                if !is_dropped || differs(*ms, took) {
                    return Err(format!("{told:?}, but it was {:?}, {took} ms", self.attempts[id]));
                }
            }
            (Heard::Retrying { error, delay }, _) => {
                let id = about(last_ended.and_then(|id| self.attempts.get_mut(id)))?;
                self.then(id, moment, Then::Retrying(error.clone(), *delay))?;
            }
            (Heard::Split { into }, _) => {
                let id = about(last_ended.and_then(|id| self.attempts.get_mut(id)))?;
                self.then(id, moment, Then::Split(*into))?;
            }
            (Heard::Settled { .. }, _) => {}
            _ => return Err(format!("{told:?} does not follow from {before:?}")),
        }
        Ok(())
    }

    fn is_called(&self, id: Id, request: usize) -> Result<(), String> {
        let asked = self.attempts[id].request;
        if asked == request { Ok(()) } else { Err(format!("request {request} was asked for as {asked}")) }
    }

    /// A copy is of a request in flight, about the same users.
    fn is_copy_of(&self, id: Id, request: usize) -> Result<(), String> {
        let copy = &self.attempts[id];
        let original = self.attempts.iter().find(|attempt| attempt.request == request && attempt.id != id);
        let is_known = original.is_some_and(|of| {
            (of.batch, of.number, &of.users) == (copy.batch, copy.number, &copy.users) && of.said.is_some()
        });
        if is_known { Ok(()) } else { Err(format!("#{id} is said to be a copy of {request}: {original:?}")) }
    }

    /// Notes that a request is said to have ended, which takes one that went out; how long it took, to the last byte of
    /// the reply and not to what was made of it.
    fn says_ended(&mut self, id: Id, moment: Moment) -> Result<f64, String> {
        let attempt = &mut self.attempts[id];
        let ended = attempt.ended.as_ref().map(|(ended, _)| ended.at);
        match (attempt.said, ended, attempt.said_ended.replace(moment)) {
            (Some(said), Some(ended), None) => Ok(ended - said.at),
            other => Err(format!("attempt #{id} is said to end: {other:?}")),
        }
    }

    fn then(&mut self, id: Id, moment: Moment, then: Then) -> Result<(), String> {
        if let Some(first) = self.attempts[id].then.replace((moment, then)) {
            return Err(format!("after attempt #{id} came {first:?}, and then something else"));
        }
        Ok(())
    }
}
