//! The part of emrshare.h that this adapter uses, and safe functions on top: bytes in, bytes out, errors as `Result`.

use std::ffi::{c_void, CStr, CString};
use std::os::raw::{c_char, c_int};
use std::ptr;

/// The declarations of emrshare.h, by their names there.
#[allow(non_snake_case)]
mod c {
    use super::*;

    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Bytes {
        pub data: *const u8,
        pub size: usize,
    }

    #[repr(C)]
    pub struct Buffer {
        pub data: *mut u8,
        pub size: usize,
    }

    #[repr(C)]
    pub struct Integers {
        pub data: *const i64,
        pub count: usize,
    }

    #[repr(C)]
    pub struct IntegerBuffer {
        pub data: *mut i64,
        pub count: usize,
    }

    /// Opaque.
    pub type Set = c_void;
    pub type MasterKey = c_void;
    pub type OwnerKey = c_void;
    pub type Status = c_int;

    pub const OK: Status = 0;
    pub const REJECTED: Status = 1;

    extern "C" {
        pub fn emrshare_last_check() -> *const c_char;
        pub fn emrshare_last_field() -> *const c_char;
        pub fn emrshare_last_reason() -> *const c_char;
        pub fn emrshare_version() -> *const c_char;

        pub fn emrshare_set_count() -> usize;
        pub fn emrshare_set_at(index: usize) -> *const Set;
        pub fn emrshare_set_by_name(name: *const c_char, set: *mut *const Set) -> Status;
        pub fn emrshare_set_name(set: *const Set) -> *const c_char;
        pub fn emrshare_set_n(set: *const Set) -> u32;
        pub fn emrshare_set_k(set: *const Set) -> u32;
        pub fn emrshare_set_element_bytes(set: *const Set) -> usize;
        pub fn emrshare_set_message_bytes(set: *const Set) -> usize;

        pub fn emrshare_encode_element(set: *const Set, coefficients: Integers, bytes: Buffer) -> Status;
        pub fn emrshare_decode_element(set: *const Set, bytes: Bytes, coefficients: IntegerBuffer) -> Status;
        pub fn emrshare_encode_message(set: *const Set, coefficients: Integers, bytes: Buffer) -> Status;
        pub fn emrshare_decode_message(set: *const Set, bytes: Bytes, coefficients: IntegerBuffer) -> Status;

        pub fn emrshare_h1_printed(set: *const Set, id: Bytes, h: IntegerBuffer) -> Status;
        pub fn emrshare_syndrome(profile: c_int, set: *const Set, id: Bytes, h: IntegerBuffer) -> Status;
        pub fn emrshare_h2(set: *const Set, x: Bytes, y: Bytes, delta: IntegerBuffer) -> Status;

        pub fn emrshare_setup_from_coins(set: *const Set, coins: Bytes, key: *mut *mut MasterKey) -> Status;
        pub fn emrshare_master_key_free(key: *mut MasterKey);
        pub fn emrshare_extract(profile: c_int, key: *const MasterKey, id: Bytes, f_prime: Buffer) -> Status;

        pub fn emrshare_keygen_from_coins(
            set: *const Set, f_prime: Bytes, coins: Bytes, key: *mut *mut OwnerKey,
        ) -> Status;
        pub fn emrshare_owner_key_load(
            set: *const Set, f: Bytes, w: Bytes, F: Bytes, W: Bytes, key: *mut *mut OwnerKey,
        ) -> Status;
        pub fn emrshare_owner_key_free(key: *mut OwnerKey);
        pub fn emrshare_owner_key_f(key: *const OwnerKey, f: Buffer) -> Status;
        pub fn emrshare_owner_key_pk(key: *const OwnerKey, pk: Buffer) -> Status;
        pub fn emrshare_owner_key_F(key: *const OwnerKey, F: Buffer) -> Status;
        pub fn emrshare_owner_key_W(key: *const OwnerKey, W: Buffer) -> Status;
        pub fn emrshare_one_time_keygen_from_coins(set: *const Set, coins: Bytes, f: Buffer, pk: Buffer) -> Status;
        pub fn emrshare_keygen_printed_from_coins(
            set: *const Set, f_prime: Bytes, coins: Bytes, f: Buffer, pk: Buffer,
        ) -> Status;

        pub fn emrshare_enc_from_coins(set: *const Set, pk: Bytes, M: Bytes, coins: Bytes, C: Buffer) -> Status;
        pub fn emrshare_dec(set: *const Set, f: Bytes, C: Bytes, M: Buffer) -> Status;
        pub fn emrshare_kem_encaps_from_coins(
            set: *const Set, pk: Bytes, coins: Bytes, C: Buffer, K: Buffer,
        ) -> Status;
        pub fn emrshare_kem_decaps(set: *const Set, f: Bytes, pk: Bytes, z: Bytes, C: Bytes, K: Buffer) -> Status;

        pub fn emrshare_rekeygen_owner_from_coins(
            key: *const OwnerKey, coins: Bytes, a_B: Buffer, r_B: Buffer,
        ) -> Status;
        pub fn emrshare_rekeygen_owner_printed_from_coins(
            set: *const Set, f_A: Bytes, coins: Bytes, a_B: Buffer, r_B: Buffer,
        ) -> Status;
        pub fn emrshare_rekeygen_requester(set: *const Set, a_B: Bytes, f_B: Bytes, b_B: Buffer) -> Status;
        pub fn emrshare_rekeygen_cloud(set: *const Set, r_B: Bytes, b_B: Bytes, pk_B: Bytes, rk: Buffer) -> Status;
        pub fn emrshare_rekeygen_cloud_printed(set: *const Set, r_B: Bytes, b_B: Bytes, rk: Buffer) -> Status;
        pub fn emrshare_reenc_coins(
            set: *const Set, K_CS: Bytes, delegation: Bytes, rk: Bytes, pk_B: Bytes, C_A: Bytes, coins: Buffer,
        ) -> Status;
        pub fn emrshare_reenc_from_coins(
            set: *const Set, rk: Bytes, pk_B: Bytes, C_A: Bytes, coins: Bytes, C_B: Buffer,
        ) -> Status;
        pub fn emrshare_reenc_printed(set: *const Set, rk: Bytes, C_A: Bytes, C_B: Buffer) -> Status;
    }
}

/// Bytes of coins and of hash keys.
pub const COINS_BYTES: usize = 32;

/// Why a call gave nothing.
pub enum Error {
    /// A check of the specification refused an input.
    Rejected { check: String, field: String },
    /// Anything else.
    Failed(String),
}

/// As in emrshare.h.
#[derive(Clone, Copy)]
pub enum Profile {
    AsPrinted = 0,
    Corrected = 1,
}

/// A copy of a string that the library owns. `text` is not null and ends in a zero byte.
unsafe fn copy_of(text: *const c_char) -> String {
    CStr::from_ptr(text).to_string_lossy().into_owned()
}

fn check(status: c::Status) -> Result<(), Error> {
    if status == c::OK {
        return Ok(());
    }
    // Safe: the strings are never null, and no other call of this thread lies between.
    let (check, field, reason) = unsafe {
        (copy_of(c::emrshare_last_check()), copy_of(c::emrshare_last_field()), copy_of(c::emrshare_last_reason()))
    };
    Err(if status == c::REJECTED {
        Error::Rejected { check, field }
    } else {
        Error::Failed(format!("{}: {}", field, reason))
    })
}

fn view(bytes: &[u8]) -> c::Bytes {
    c::Bytes { data: bytes.as_ptr(), size: bytes.len() }
}

/// Runs a call with room for `size` bytes and gives what it wrote.
fn fill(size: usize, call: impl FnOnce(c::Buffer) -> c::Status) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; size];
    check(call(c::Buffer { data: bytes.as_mut_ptr(), size }))?;
    Ok(bytes)
}

/// The same for two outputs.
fn fill_two(
    sizes: (usize, usize), call: impl FnOnce(c::Buffer, c::Buffer) -> c::Status,
) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let mut second = vec![0; sizes.1];
    let room = c::Buffer { data: second.as_mut_ptr(), size: sizes.1 };
    let first = fill(sizes.0, |buffer| call(buffer, room))?;
    Ok((first, second))
}

/// The same for a list of integers.
fn fill_integers(count: usize, call: impl FnOnce(c::IntegerBuffer) -> c::Status) -> Result<Vec<i64>, Error> {
    let mut integers = vec![0; count];
    check(call(c::IntegerBuffer { data: integers.as_mut_ptr(), count }))?;
    Ok(integers)
}

/// The version of the library.
pub fn version() -> String {
    unsafe { copy_of(c::emrshare_version()) }
}

/// A parameter set; lives as long as the process.
#[derive(Clone, Copy, PartialEq)]
pub struct Set(*const c::Set);

// Every unsafe block below calls the library with pointers to memory that lives until the call returns, of the length
// that stands beside them.
impl Set {
    pub fn all() -> Vec<Set> {
        unsafe { (0..c::emrshare_set_count()).map(|i| Set(c::emrshare_set_at(i))).collect() }
    }

    pub fn by_name(name: &str) -> Option<Set> {
        let name = CString::new(name).ok()?;
        let mut set = ptr::null();
        let status = unsafe { c::emrshare_set_by_name(name.as_ptr(), &mut set) };
        if status == c::OK { Some(Set(set)) } else { None }
    }

    pub fn name(self) -> String {
        unsafe { copy_of(c::emrshare_set_name(self.0)) }
    }

    pub fn n(self) -> usize {
        unsafe { c::emrshare_set_n(self.0) as usize }
    }

    fn k(self) -> usize {
        unsafe { c::emrshare_set_k(self.0) as usize }
    }

    fn element_bytes(self) -> usize {
        unsafe { c::emrshare_set_element_bytes(self.0) }
    }

    pub fn message_bytes(self) -> usize {
        unsafe { c::emrshare_set_message_bytes(self.0) }
    }

    fn element(self, call: impl FnOnce(c::Buffer) -> c::Status) -> Result<Vec<u8>, Error> {
        fill(self.element_bytes(), call)
    }

    fn two_elements(
        self, call: impl FnOnce(c::Buffer, c::Buffer) -> c::Status,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        fill_two((self.element_bytes(), self.element_bytes()), call)
    }

    pub fn encode_element(self, coefficients: &[i64]) -> Result<Vec<u8>, Error> {
        let list = c::Integers { data: coefficients.as_ptr(), count: coefficients.len() };
        self.element(|out| unsafe { c::emrshare_encode_element(self.0, list, out) })
    }

    pub fn decode_element(self, bytes: &[u8]) -> Result<Vec<i64>, Error> {
        fill_integers(self.n(), |out| unsafe { c::emrshare_decode_element(self.0, view(bytes), out) })
    }

    pub fn encode_message(self, coefficients: &[i64]) -> Result<Vec<u8>, Error> {
        let list = c::Integers { data: coefficients.as_ptr(), count: coefficients.len() };
        fill(self.message_bytes(), |out| unsafe { c::emrshare_encode_message(self.0, list, out) })
    }

    pub fn decode_message(self, bytes: &[u8]) -> Result<Vec<i64>, Error> {
        fill_integers(self.n(), |out| unsafe { c::emrshare_decode_message(self.0, view(bytes), out) })
    }

    pub fn h1_printed(self, id: &[u8]) -> Result<Vec<i64>, Error> {
        fill_integers(self.n(), |out| unsafe { c::emrshare_h1_printed(self.0, view(id), out) })
    }

    pub fn syndrome(self, profile: Profile, id: &[u8]) -> Result<Vec<i64>, Error> {
        fill_integers(self.k(), |out| unsafe { c::emrshare_syndrome(profile as c_int, self.0, view(id), out) })
    }

    pub fn h2(self, x: &[u8], y: &[u8]) -> Result<Vec<i64>, Error> {
        fill_integers(self.n(), |out| unsafe { c::emrshare_h2(self.0, view(x), view(y), out) })
    }

    /// f and pk.
    pub fn one_time_keygen(self, coins: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        self.two_elements(|f, pk| unsafe { c::emrshare_one_time_keygen_from_coins(self.0, view(coins), f, pk) })
    }

    /// f and pk.
    pub fn keygen_printed(self, f_prime: &[u8], coins: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        self.two_elements(|f, pk| unsafe {
            c::emrshare_keygen_printed_from_coins(self.0, view(f_prime), view(coins), f, pk)
        })
    }

    pub fn enc(self, pk: &[u8], message: &[u8], coins: &[u8]) -> Result<Vec<u8>, Error> {
        self.element(|out| unsafe { c::emrshare_enc_from_coins(self.0, view(pk), view(message), view(coins), out) })
    }

    pub fn dec(self, f: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, Error> {
        fill(self.message_bytes(), |out| unsafe { c::emrshare_dec(self.0, view(f), view(ciphertext), out) })
    }

    /// C and K.
    pub fn kem_encaps(self, pk: &[u8], coins: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        fill_two((self.element_bytes(), COINS_BYTES), |ciphertext, key| unsafe {
            c::emrshare_kem_encaps_from_coins(self.0, view(pk), view(coins), ciphertext, key)
        })
    }

    pub fn kem_decaps(self, f: &[u8], pk: &[u8], z: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, Error> {
        fill(COINS_BYTES, |out| unsafe {
            c::emrshare_kem_decaps(self.0, view(f), view(pk), view(z), view(ciphertext), out)
        })
    }

    /// a_B and r_B.
    pub fn rekeygen_owner_printed(self, f_a: &[u8], coins: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        self.two_elements(|a_b, r_b| unsafe {
            c::emrshare_rekeygen_owner_printed_from_coins(self.0, view(f_a), view(coins), a_b, r_b)
        })
    }

    pub fn rekeygen_requester(self, a_b: &[u8], f_b: &[u8]) -> Result<Vec<u8>, Error> {
        self.element(|out| unsafe { c::emrshare_rekeygen_requester(self.0, view(a_b), view(f_b), out) })
    }

    pub fn rekeygen_cloud(self, r_b: &[u8], b_b: &[u8], pk_b: &[u8]) -> Result<Vec<u8>, Error> {
        self.element(|out| unsafe { c::emrshare_rekeygen_cloud(self.0, view(r_b), view(b_b), view(pk_b), out) })
    }

    pub fn rekeygen_cloud_printed(self, r_b: &[u8], b_b: &[u8]) -> Result<Vec<u8>, Error> {
        self.element(|out| unsafe { c::emrshare_rekeygen_cloud_printed(self.0, view(r_b), view(b_b), out) })
    }

    pub fn reenc_coins(
        self, k_cs: &[u8], delegation: &[u8], rk: &[u8], pk_b: &[u8], c_a: &[u8],
    ) -> Result<Vec<u8>, Error> {
        fill(COINS_BYTES, |out| unsafe {
            c::emrshare_reenc_coins(self.0, view(k_cs), view(delegation), view(rk), view(pk_b), view(c_a), out)
        })
    }

    pub fn reenc(self, rk: &[u8], pk_b: &[u8], c_a: &[u8], coins: &[u8]) -> Result<Vec<u8>, Error> {
        self.element(|out| unsafe {
            c::emrshare_reenc_from_coins(self.0, view(rk), view(pk_b), view(c_a), view(coins), out)
        })
    }

    pub fn reenc_printed(self, rk: &[u8], c_a: &[u8]) -> Result<Vec<u8>, Error> {
        self.element(|out| unsafe { c::emrshare_reenc_printed(self.0, view(rk), view(c_a), out) })
    }
}

/// A master key of the library; freed when dropped.
pub struct MasterKey {
    set: Set,
    key: *mut c::MasterKey,
}

impl MasterKey {
    pub fn setup(set: Set, coins: &[u8]) -> Result<MasterKey, Error> {
        let mut key = ptr::null_mut();
        check(unsafe { c::emrshare_setup_from_coins(set.0, view(coins), &mut key) })?;
        Ok(MasterKey { set, key })
    }

    pub fn extract(&self, profile: Profile, id: &[u8]) -> Result<Vec<u8>, Error> {
        self.set.element(|out| unsafe { c::emrshare_extract(profile as c_int, self.key, view(id), out) })
    }
}

impl Drop for MasterKey {
    fn drop(&mut self) {
        unsafe { c::emrshare_master_key_free(self.key) }
    }
}

/// An owner's key of the library; freed when dropped.
pub struct OwnerKey {
    set: Set,
    key: *mut c::OwnerKey,
}

#[allow(non_snake_case)]
impl OwnerKey {
    pub fn keygen(set: Set, f_prime: &[u8], coins: &[u8]) -> Result<OwnerKey, Error> {
        let mut key = ptr::null_mut();
        check(unsafe { c::emrshare_keygen_from_coins(set.0, view(f_prime), view(coins), &mut key) })?;
        Ok(OwnerKey { set, key })
    }

    pub fn load(set: Set, f: &[u8], w: &[u8], F: &[u8], W: &[u8]) -> Result<OwnerKey, Error> {
        let mut key = ptr::null_mut();
        check(unsafe { c::emrshare_owner_key_load(set.0, view(f), view(w), view(F), view(W), &mut key) })?;
        Ok(OwnerKey { set, key })
    }

    pub fn f(&self) -> Result<Vec<u8>, Error> {
        self.set.element(|out| unsafe { c::emrshare_owner_key_f(self.key, out) })
    }

    pub fn pk(&self) -> Result<Vec<u8>, Error> {
        self.set.element(|out| unsafe { c::emrshare_owner_key_pk(self.key, out) })
    }

    pub fn F(&self) -> Result<Vec<u8>, Error> {
        self.set.element(|out| unsafe { c::emrshare_owner_key_F(self.key, out) })
    }

    pub fn W(&self) -> Result<Vec<u8>, Error> {
        self.set.element(|out| unsafe { c::emrshare_owner_key_W(self.key, out) })
    }

    /// a_B and r_B.
    pub fn rekeygen(&self, coins: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        self.set.two_elements(|a_b, r_b| unsafe {
            c::emrshare_rekeygen_owner_from_coins(self.key, view(coins), a_b, r_b)
        })
    }
}

impl Drop for OwnerKey {
    fn drop(&mut self) {
        unsafe { c::emrshare_owner_key_free(self.key) }
    }
}
