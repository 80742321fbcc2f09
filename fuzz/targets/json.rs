#![no_main]

use filter_users_reply::fuzz::json;

libfuzzer_sys::fuzz_target!(|data: &[u8]| json(data));
