//! From the bytes of a reply to verdicts: this package's decoder and, beside it, what the field has.
//!
//! JavaScript writes into [`input`], calls one of the decoders with the reply's length, and reads [`verdicts`]: a byte a
//! user, 1 if the user passes.

#[cfg(feature = "peers")]
mod peers;

use std::cell::RefCell;

use filter_users::reply::{Keys, Path, Question, RowKey, Value, Verdict, Where};

/// What every decoder is given and gives.
struct Bench {
    /// The users' keys, as the request has them: the text of a JSON array, which each decoder reads for itself.
    keys: Vec<u8>,
    question: Question,
    #[cfg_attr(not(feature = "peers"), expect(dead_code))]
    minimum: f64,
    verdicts: Vec<u8>,
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Room for `len` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        // Never shorter: to lengthen it is to write zeros first.
        if input.len() < len {
            input.resize(len, 0);
        }
        input.as_mut_ptr()
    })
}

/// Who passes has more than `minimum`.
#[unsafe(no_mangle)]
pub extern "C" fn begin(minimum: f64) {
    let object = |name: &str, value| Value::Object(vec![(name.into(), value)]);
    let more = object("currentBalance", object("$gt", Value::Number(minimum)));
    let condition = Where::read_all(vec![("where", more)]).expect("a condition").pop();
    let question = Question {
        rows: Path::parse(""),
        row_key: RowKey::Path(Path::parse("id")),
        absent: Verdict::Missing,
        row_error: None,
        condition,
        locate: false,
    };
    BENCH.set(Some(Bench { keys: Vec::new(), question, minimum, verdicts: Vec::new() }));
}

/// The first `len` bytes of the input are the keys of the users that the next reply is about.
#[unsafe(no_mangle)]
pub extern "C" fn ask(len: usize) {
    BENCH.with_borrow_mut(|bench| {
        let Some(bench) = bench else { return };
        bench.keys.clear();
        INPUT.with_borrow(|input| bench.keys.extend_from_slice(&input[..len]));
    });
}

/// A byte a user, of the last reply.
#[unsafe(no_mangle)]
pub extern "C" fn verdicts() -> *const u8 {
    BENCH.with_borrow(|bench| bench.as_ref().map_or(std::ptr::null(), |bench| bench.verdicts.as_ptr()))
}

/// This package's, with all it does to a reply: the keys read, the bytes checked to be UTF-8, the whole of it JSON.
#[unsafe(no_mangle)]
pub extern "C" fn filter_users(len: usize) -> bool {
    with(len, |bench, reply| {
        let keys = Keys::from_json(&bench.keys, 7).ok()?;
        let decided = bench.question.decide(&keys, reply).ok()?;
        bench.verdicts.clear();
        bench.verdicts.extend(decided.verdicts.iter().map(|&verdict| u8::from(verdict == Verdict::Passed)));
        Some(())
    })
}

/// Whether the decoder could read the input's first `len` bytes.
fn with(len: usize, decode: impl FnOnce(&mut Bench, &mut [u8]) -> Option<()>) -> bool {
    BENCH.with_borrow_mut(|bench| {
        let Some(bench) = bench else { return false };
        INPUT.with_borrow_mut(|input| decode(bench, &mut input[..len]).is_some())
    })
}
