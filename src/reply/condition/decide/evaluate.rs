//! A condition put to a row, and to what is in it.

use super::reach::{Document, End, Reached};
use super::row::Row;
use super::single;
use crate::condition::node::{Node, Test};
use crate::condition::reply::{LongNumbers, Reply};
use crate::scan::Span;
use crate::scan::walk::{Kind, elements};

/// Whether a row meets a condition.
pub(crate) fn holds(condition: &[Node], row: Row) -> bool {
    let long = LongNumbers::default();
    let asked = Asked { reply: Reply::new(row.bytes, &long), subject: Subject::Document(Document::Row(row)) };
    asked.meets_all(condition)
}

/// What a condition, or a part of it, is about.
#[derive(Clone, Copy)]
struct Asked<'a> {
    reply: Reply<'a>,
    subject: Subject<'a>,
}

#[derive(Clone, Copy)]
enum Subject<'a> {
    Document(Document<'a>),
    Reached(Reached<'a>),
}

impl<'a> Asked<'a> {
    fn meets_all(&self, nodes: &'a [Node]) -> bool {
        nodes.iter().all(|node| self.meets(node))
    }

    fn meets(&self, node: &'a Node) -> bool {
        match (node, self.subject) {
            (Node::Any(lists), _) => lists.iter().any(|nodes| self.meets_all(nodes)),
            (Node::Not(nodes), _) => !self.meets_all(nodes),
            (Node::At(path, nodes), Subject::Document(document)) => {
                let reached = Reached::of(document, path);
                Asked { subject: Subject::Reached(reached), ..*self }.meets_all(nodes)
            }
            // What a path reaches is asked by tests alone.
            (Node::At(..), Subject::Reached(_)) => false,
            (Node::Test(test), Subject::Document(document)) => {
                Asks { reply: self.reply, test }.passes(Some(document.span()))
            }
            (Node::Test(test), Subject::Reached(reached)) => reached.any(&Asks { reply: self.reply, test }),
        }
    }
}

/// A test, and the reply that its values are in.
struct Asks<'a> {
    reply: Reply<'a>,
    test: &'a Test,
}

impl End for Asks<'_> {
    fn looks_into_arrays(&self) -> bool {
        !matches!(self.test, Test::Exists | Test::Size(_) | Test::HasDocument(_) | Test::HasElement(_))
    }

    fn passes(&self, found: Option<Span>) -> bool {
        match self.test {
            Test::HasElement(nodes) => self.has_element(found, |_| true, nodes),
            Test::HasDocument(nodes) => {
                self.has_element(found, |kind| matches!(kind, Kind::Object | Kind::Array), nodes)
            }
            test => single::passes(test, self.reply, found),
        }
    }
}

impl<'a> Asks<'a> {
    fn has_element(&self, found: Option<Span>, is: fn(Kind) -> bool, nodes: &'a [Node]) -> bool {
        let bytes = self.reply.bytes;
        single::array(self.reply, found).is_some_and(|array| {
            elements(bytes, array).any(|element| {
                let asked = Asked { reply: self.reply, subject: Subject::Document(Document::Element(bytes, element)) };
                is(Kind::at(bytes, element.start)) && asked.meets_all(nodes)
            })
        })
    }
}
