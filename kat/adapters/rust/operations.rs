//! The operations of section 8.3 of the specification that this adapter has, as rows of one table.

use crate::json::Json;
use crate::library::{Error, MasterKey, OwnerKey, Profile, Set};

/// A value, by how JSON writes it (section 8.2). Elements and messages are written like byte strings.
pub enum Value {
    Bytes(Vec<u8>),
    Integers(Vec<i64>),
    Integer(i64),
}

/// The kinds that inputs of these operations have.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Bytes,
    Integers,
}

impl Value {
    pub fn from_json(json: &Json, kind: Kind) -> Result<Value, String> {
        Ok(match kind {
            Kind::Bytes => Value::Bytes(from_hex(json.text()?)?),
            Kind::Integers => {
                Value::Integers(json.array()?.iter().map(Json::integer).collect::<Result<_, String>>()?)
            }
        })
    }

    pub fn to_json(&self) -> Json {
        match self {
            Value::Bytes(bytes) => Json::Text(to_hex(bytes)),
            Value::Integers(integers) => Json::Array(integers.iter().map(|i| Json::Integer(*i)).collect()),
            Value::Integer(integer) => Json::Integer(*integer),
        }
    }
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn from_hex(hex: &str) -> Result<Vec<u8>, String> {
    let value = |digit: &u8| DIGITS.iter().position(|d| d == digit).ok_or("not lower-case hex");
    if hex.len() % 2 != 0 {
        return Err("an odd number of hex digits".to_string());
    }
    let nibbles = hex.as_bytes().iter().map(value).collect::<Result<Vec<usize>, _>>()?;
    Ok(nibbles.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect())
}

/// One call of an operation.
pub struct Call<'a> {
    pub set: Set,
    pub profile: Profile,
    pub inputs: &'a [Value],
    pub keys: &'a mut MasterKeys,
}

impl Call<'_> {
    /// Input number `i`, whose kind the row has fixed.
    fn bytes(&self, i: usize) -> &[u8] {
        match &self.inputs[i] {
            Value::Bytes(bytes) => bytes,
            _ => panic!("input {} is declared to be bytes", i),
        }
    }

    fn integers(&self, i: usize) -> &[i64] {
        match &self.inputs[i] {
            Value::Integers(integers) => integers,
            _ => panic!("input {} is declared to be integers", i),
        }
    }
}

/// The values of the row's outputs in their order.
pub type Outputs = Result<Vec<Value>, Error>;

/// Master keys by set and coins: Setup takes seconds, and many requests name the same coins.
#[derive(Default)]
pub struct MasterKeys {
    kept: Vec<(Set, Vec<u8>, MasterKey)>,
}

impl MasterKeys {
    const MOST: usize = 8;

    fn get(&mut self, set: Set, coins: &[u8]) -> Result<&MasterKey, Error> {
        let found = self.kept.iter().position(|(s, c, _)| *s == set && c == coins);
        let index = match found {
            Some(index) => index,
            None => {
                let key = MasterKey::setup(set, coins)?;
                if self.kept.len() == MasterKeys::MOST {
                    self.kept.remove(0);
                }
                self.kept.push((set, coins.to_vec(), key));
                self.kept.len() - 1
            }
        };
        Ok(&self.kept[index].2)
    }
}

/// Says that the input which the library calls `theirs` is `ours` here.
fn concerning<T>(result: Result<T, Error>, theirs: &str, ours: &str) -> Result<T, Error> {
    result.map_err(|error| match error {
        Error::Rejected { check, field } if field == theirs => Error::Rejected { check, field: ours.to_string() },
        other => other,
    })
}

fn one(bytes: Vec<u8>) -> Outputs {
    Ok(vec![Value::Bytes(bytes)])
}

fn two((first, second): (Vec<u8>, Vec<u8>)) -> Outputs {
    Ok(vec![Value::Bytes(first), Value::Bytes(second)])
}

fn list(integers: Vec<i64>) -> Outputs {
    Ok(vec![Value::Integers(integers)])
}

fn extract(call: &mut Call) -> Outputs {
    let coins = call.bytes(0).to_vec();
    let key = concerning(call.keys.get(call.set, &coins), "coins", "setup_coins")?;
    let id = match &call.inputs[1] {
        Value::Bytes(id) => id,
        _ => panic!("the identity is declared to be bytes"),
    };
    one(key.extract(call.profile, id)?)
}

fn keygen(call: &mut Call) -> Outputs {
    let key = OwnerKey::keygen(call.set, call.bytes(0), call.bytes(1))?;
    Ok(vec![Value::Bytes(key.f()?), Value::Bytes(key.pk()?), Value::Bytes(key.F()?), Value::Bytes(key.W()?)])
}

fn rekeygen_owner(call: &mut Call) -> Outputs {
    let loaded = OwnerKey::load(call.set, call.bytes(0), call.bytes(1), call.bytes(2), call.bytes(3));
    let key = concerning(concerning(loaded, "f", "f_A"), "w", "w_A")?;
    two(key.rekeygen(call.bytes(4))?)
}

/// Dec, compared with what was encrypted.
fn dec_reencrypted(call: &mut Call) -> Outputs {
    let f_symbol = match call.profile {
        Profile::AsPrinted => "f_B",
        Profile::Corrected => "f_B*",
    };
    let decrypted = call.set.dec(call.bytes(0), call.bytes(1));
    let read = concerning(concerning(decrypted, "f", f_symbol), "C", "C_B")?;
    let message = call.bytes(2);
    if message.len() != call.set.message_bytes() {
        return Err(Error::Rejected { check: "ENC.Message.C2".to_string(), field: "M".to_string() });
    }
    let wrong: u32 = read.iter().zip(message).map(|(a, b)| (a ^ b).count_ones()).sum();
    Ok(vec![Value::Bytes(read), Value::Integer(i64::from(wrong))])
}

/// An operation under one profile. All of these belong to a parameter set.
pub struct Operation {
    pub name: &'static str,
    pub profile: &'static str,
    pub inputs: &'static [(&'static str, Kind)],
    pub outputs: &'static [&'static str],
    pub run: fn(&mut Call) -> Outputs,
}

const COINS: (&str, Kind) = ("coins", Kind::Bytes);

const fn bytes(symbol: &'static str) -> (&'static str, Kind) {
    (symbol, Kind::Bytes)
}

/// Rows of one operation under two profiles stand together.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "h1",
        profile: "as-printed",
        inputs: &[bytes("id")],
        outputs: &["H_1(id)"],
        run: |call| list(call.set.h1_printed(call.bytes(0))?),
    },
    Operation {
        name: "syndrome",
        profile: "as-printed",
        inputs: &[bytes("id")],
        outputs: &["h"],
        run: |call| list(call.set.syndrome(call.profile, call.bytes(0))?),
    },
    Operation {
        name: "syndrome",
        profile: "corrected",
        inputs: &[bytes("id")],
        outputs: &["h"],
        run: |call| list(call.set.syndrome(call.profile, call.bytes(0))?),
    },
    Operation {
        name: "h2",
        profile: "both",
        inputs: &[bytes("x"), bytes("y")],
        outputs: &["delta"],
        run: |call| list(call.set.h2(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "encode-element",
        profile: "both",
        inputs: &[("coefficients", Kind::Integers)],
        outputs: &["bytes"],
        run: |call| one(call.set.encode_element(call.integers(0))?),
    },
    Operation {
        name: "decode-element",
        profile: "both",
        inputs: &[bytes("bytes")],
        outputs: &["coefficients"],
        run: |call| list(call.set.decode_element(call.bytes(0))?),
    },
    Operation {
        name: "encode-message",
        profile: "both",
        inputs: &[("coefficients", Kind::Integers)],
        outputs: &["bytes"],
        run: |call| one(call.set.encode_message(call.integers(0))?),
    },
    Operation {
        name: "decode-message",
        profile: "both",
        inputs: &[bytes("bytes")],
        outputs: &["coefficients"],
        run: |call| list(call.set.decode_message(call.bytes(0))?),
    },
    Operation {
        name: "extract",
        profile: "as-printed",
        inputs: &[bytes("setup_coins"), bytes("id")],
        outputs: &["f'"],
        run: extract,
    },
    Operation {
        name: "extract",
        profile: "corrected",
        inputs: &[bytes("setup_coins"), bytes("id")],
        outputs: &["f'"],
        run: extract,
    },
    Operation {
        name: "keygen",
        profile: "as-printed",
        inputs: &[bytes("f'"), COINS],
        outputs: &["f", "pk"],
        run: |call| two(call.set.keygen_printed(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "keygen",
        profile: "corrected",
        inputs: &[bytes("f'"), COINS],
        outputs: &["f", "pk", "F", "W"],
        run: keygen,
    },
    Operation {
        name: "one-time-keygen",
        profile: "corrected",
        inputs: &[COINS],
        outputs: &["f*", "pk*"],
        run: |call| two(call.set.one_time_keygen(call.bytes(0))?),
    },
    Operation {
        name: "enc",
        profile: "both",
        inputs: &[bytes("pk"), bytes("M"), COINS],
        outputs: &["C"],
        run: |call| one(call.set.enc(call.bytes(0), call.bytes(1), call.bytes(2))?),
    },
    Operation {
        name: "dec",
        profile: "both",
        inputs: &[bytes("f"), bytes("C")],
        outputs: &["M"],
        run: |call| one(call.set.dec(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "rekeygen-owner",
        profile: "as-printed",
        inputs: &[bytes("f_A"), COINS],
        outputs: &["a_B", "r_B"],
        run: |call| two(call.set.rekeygen_owner_printed(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "rekeygen-owner",
        profile: "corrected",
        inputs: &[bytes("f_A"), bytes("w_A"), bytes("F"), bytes("W"), COINS],
        outputs: &["a_B", "r_B"],
        run: rekeygen_owner,
    },
    Operation {
        name: "rekeygen-requester",
        profile: "both",
        inputs: &[bytes("a_B"), bytes("f_B")],
        outputs: &["b_B"],
        run: |call| one(call.set.rekeygen_requester(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "rekeygen-cloud",
        profile: "as-printed",
        inputs: &[bytes("r_B"), bytes("b_B")],
        outputs: &["rk"],
        run: |call| one(call.set.rekeygen_cloud_printed(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "rekeygen-cloud",
        profile: "corrected",
        inputs: &[bytes("r_B"), bytes("b_B"), bytes("pk_B*")],
        outputs: &["rk"],
        run: |call| one(call.set.rekeygen_cloud(call.bytes(0), call.bytes(1), call.bytes(2))?),
    },
    Operation {
        name: "reenc-coins",
        profile: "corrected",
        inputs: &[bytes("K_CS"), bytes("delegation"), bytes("rk"), bytes("pk_B*"), bytes("C_A")],
        outputs: &["coins"],
        run: |call| {
            one(call.set.reenc_coins(call.bytes(0), call.bytes(1), call.bytes(2), call.bytes(3), call.bytes(4))?)
        },
    },
    Operation {
        name: "reenc",
        profile: "as-printed",
        inputs: &[bytes("rk"), bytes("C_A")],
        outputs: &["C_B"],
        run: |call| one(call.set.reenc_printed(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "reenc",
        profile: "corrected",
        inputs: &[bytes("rk"), bytes("pk_B*"), bytes("C_A"), COINS],
        outputs: &["C_B"],
        run: |call| one(call.set.reenc(call.bytes(0), call.bytes(1), call.bytes(2), call.bytes(3))?),
    },
    Operation {
        name: "dec-reencrypted",
        profile: "as-printed",
        inputs: &[bytes("f_B"), bytes("C_B"), bytes("M")],
        outputs: &["M_B", "wrong_bits"],
        run: dec_reencrypted,
    },
    Operation {
        name: "dec-reencrypted",
        profile: "corrected",
        inputs: &[bytes("f_B*"), bytes("C_B"), bytes("M")],
        outputs: &["M_B", "wrong_bits"],
        run: dec_reencrypted,
    },
    Operation {
        name: "kem-encaps",
        profile: "both",
        inputs: &[bytes("pk"), COINS],
        outputs: &["C", "K"],
        run: |call| two(call.set.kem_encaps(call.bytes(0), call.bytes(1))?),
    },
    Operation {
        name: "kem-decaps",
        profile: "both",
        inputs: &[bytes("f"), bytes("pk"), bytes("z"), bytes("C")],
        outputs: &["K"],
        run: |call| one(call.set.kem_decaps(call.bytes(0), call.bytes(1), call.bytes(2), call.bytes(3))?),
    },
];
