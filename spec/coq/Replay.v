(* Published vectors (chapter 8) as boolean computations: each function takes the hex text of a vector's values,
   recomputes the outputs with the definitions of the theorems and compares. Streams are bytes of SHAKE256, given;
   a witness is a value that the specification finds by other means (an inverse, a Gaussian draw). *)
From Coq Require Import List ZArith Lia Bool String Ascii Setoid.
From Emrshare Require Import Ring Scheme Bounds Correctness Encoding Samplers Refuted Sets.
Import ListNotations.
Open Scope Z_scope.

Definition hex_digit (c : ascii) : Z :=
  let x := Z.of_N (N_of_ascii c) in if x <? 58 then x - 48 else x - 87.

Fixpoint hex (s : string) : list Z :=
  match s with
  | String a (String b rest) => (16 * hex_digit a + hex_digit b) :: hex rest
  | _ => []
  end.

Definition zeros (n : nat) : list Z := repeat 0 n.

Section Vectors.
Variable S : parameters.
Let n := n S.
Let q := q S.
Let eta := Z.to_nat (Z.of_nat (eta S)).

Notation "'let*' x := e 'in' k" := (match e with Some x => k | None => false end)
  (at level 200, x pattern, e at level 100, k at level 200).

Definition element (s : string) : option (list Z) := decode_element n (ell S) q (hex s).
Definition short_element (s : string) : option (list Z) := decode_short n (ell S) q (hex s).
Definition message (s : string) : option (list Z) := decode_message n (hex s).

(* a, reduced, is written like this. An intermediate value that a file gives as a digest is None. *)
Definition shown (a : list Z) (s : string) : bool := same (encode_element n (ell S) (reduce n q a)) (hex s).
Definition shown_message (M : list Z) (s : string) : bool := same (encode_message n M) (hex s).
Definition intermediate (a : list Z) (s : option string) : bool :=
  match s with Some s => shown a s | None => true end.
Definition refused {A} (x : option A) : bool := match x with Some _ => false | None => true end.

Definition psi (stream : string) : drawn := cbd eta n (hex stream).

(* ---- chapter 6, and what chapter 9 leaves as it is ---- *)

Definition enc_vector (pk M b_stream v_stream : string) (b v : option string) (C : string) : bool :=
  let* pk := element pk in let* M := message M in
  let* (b', _) := psi b_stream in let* (v', _) := psi v_stream in
  intermediate b' b && intermediate v' v && shown (enc n q 2 pk M b' v') C.

Definition dec_vector (f C : string) (C' : option string) (M : string) : bool :=
  let* f := short_element f in let* C := element C in
  intermediate (mul n f C) C' && shown_message (dec n q 2 f C) M.

Definition dec_reencrypted_vector (f C M M_B : string) (wrong : nat) : bool :=
  let* f := short_element f in let* C := element C in let* M := message M in
  let M' := dec n q 2 f C in shown_message M' M_B && (differences M' M =? wrong)%nat.

Definition owner_printed_vector (f_A r_stream e_stream : string) (e_B d : option string) (a_B r_B : string) : bool :=
  let* f_A := short_element f_A in
  let* (r, _) := uniform q n (hex r_stream) in let* (e, _) := psi e_stream in
  shown r r_B && intermediate e e_B && intermediate (printed_d n 2 f_A e) d && shown (rekeygen_owner n q 2 f_A e r) a_B.

(* d is a witness; where z_0 and z_1 are given it is recomputed from them. *)
Definition sampled (f F : string) (z : list Z * list Z) (d : string) : bool :=
  let* f := short_element f in let* F := short_element F in
  let (z_0, z_1) := z in shown (sampled_d n q 2 f F z_0 z_1) d.

Definition owner_corrected_vector (f_A r_stream d : string) (e_B : option string) (a_B r_B : string) : bool :=
  let* f_A := short_element f_A in let* d := short_element d in
  let* (r, _) := uniform q n (hex r_stream) in
  let e := corrected_e_B n 2 f_A d in
  shown r r_B && intermediate e e_B && same (printed_d n 2 f_A e) d && shown (rekeygen_owner n q 2 f_A e r) a_B.

Definition requester_vector (a_B f_B f_B_inv b_B : string) : bool :=
  let* a_B := element a_B in let* f_B := short_element f_B in let* f_B_inv := element f_B_inv in
  inversesb n q f_B f_B_inv && shown (rekeygen_requester n q a_B f_B_inv) b_B.

Definition cloud_vector (r_B b_B r_B_inv rk : string) : bool :=
  let* r_B := element r_B in let* b_B := element b_B in let* r_B_inv := element r_B_inv in
  inversesb n q r_B r_B_inv && shown (rekeygen_cloud n q b_B r_B_inv) rk.

Definition reenc_printed_vector (rk C_A C_B : string) : bool :=
  let* rk := element rk in let* C_A := element C_A in shown (printed_reenc n q rk C_A) C_B.

Definition reenc_corrected_vector (rk pk_B C_A b_stream v_stream : string) (b v : option string) (C_B : string) : bool :=
  let* rk := element rk in let* pk_B := element pk_B in let* C_A := element C_A in
  let* (b', _) := psi b_stream in let* (v', _) := mask (t_re S) n (hex v_stream) in
  intermediate b' b && intermediate v' v && shown (corrected_reenc n q 2 rk pk_B C_A b' v') C_B.

(* ---- keys: g, and f' of a one-time key, are witnesses ---- *)

(* Condition (1) of Lemma 1. A file says of each key whether it holds. *)
Definition safe_key (f w : list Z) : bool :=
  2 * (2 * Z.of_nat eta * (norm1 w + norm1 f) + norm1 f) <? q.

Definition keygen_printed_vector (safe : bool) (f' f_inv u_stream g u f pk : string) : bool :=
  let* f' := short_element f' in let* f_inv := element f_inv in let* g := short_element g in
  let* (u', _) := ternary n (hex u_stream) in
  let f0 := private_key n 2 f' in
  shown u' u && shown f0 f && inversesb n q f0 f_inv && Bool.eqb (safe_key f0 (short_public n f0 g u')) safe &&
  shown (public_key n q f_inv g u') pk.

Definition acceptedb (f w : list Z) : bool :=
  (norm2sq f <=? f2_max S) && (4 * (norm2sq f + norm2sq w) <=? gs2_re S).

Definition one_time_vector (f' f_inv u_stream g u w f pk : string) : bool :=
  let* f0 := short_element f in let* g0 := short_element g in let* w0 := short_element w in
  let* (u', _) := ternary n (hex u_stream) in
  same (lifted_public n q f0 g0 u') w0 && acceptedb f0 w0 && keygen_printed_vector true f' f_inv u_stream g u f pk.

(* f W - w F = q over the integers, and F = 0 mod 2 (9.2). That the quotient is reduced is not checked here. *)
Definition ntru_equation (f w F W : list Z) : bool :=
  same (take n (sub (mul n f W) (mul n w F))) (take n [q]) && forallb Z.even F.

Definition keygen_corrected_vector (f' f_inv u_stream g u w f pk F W : string) : bool :=
  let* f0 := short_element f in let* w0 := short_element w in
  let* F := short_element F in let* W := short_element W in
  ntru_equation f0 w0 F W && one_time_vector f' f_inv u_stream g u w f pk.

(* ---- encodings and samplers alone ---- *)

Definition decode_element_vector (bytes : string) (a : list Z) : bool :=
  let* a' := element bytes in same a' a.

Definition encode_element_vector (a : list Z) (bytes : string) : bool :=
  forallb (below q) a && (List.length a =? n)%nat && same (encode_element n (ell S) a) (hex bytes).

Definition decode_message_vector (bytes : string) (M : list Z) : bool :=
  let* M' := message bytes in same M' M.

Definition encode_message_vector (M : list Z) (bytes : string) : bool :=
  forallb (below 2) M && (List.length M =? n)%nat && same (encode_message n M) (hex bytes).

Definition uniform_vector (count : nat) (bytes : string) (r : list Z) (taken : nat) : bool :=
  let* (r', t) := uniform q count (hex bytes) in same r' r && (t =? taken)%nat.

(* ---- rejected vectors ---- *)

Definition element_refused (s : string) : bool := refused (element s).                 (* ENC.Element.C1, C2 *)
Definition message_refused (s : string) : bool := refused (message s).                 (* ENC.Message.C2 *)
Definition uniform_refused (count : nat) (bytes : string) : bool := refused (uniform q count (hex bytes)).
Definition not_reduced (a : list Z) : bool := negb (forallb (below q) a && (List.length a =? n)%nat).
Definition no_message (M : list Z) : bool := negb (forallb (below 2) M && (List.length M =? n)%nat).

(* PRE.KeyGen.C1, CPRE.KeyGen.C1; PRE.ReKeyGen.Owner.C1. *)
Definition above (bound : Z) (s : string) : bool :=
  let* a := short_element s in existsb (fun x => bound <? Z.abs x) a.
Definition wide_preimage : string -> bool := above ((q - 3) / 4).
Definition wide_key : string -> bool := above ((q - 1) / 2 - 2 * Z.of_nat eta).

(* CPRE.KeyGen.C3. *)
Definition long_key (f' : string) : bool :=
  let* f' := short_element f' in f2_max S <? norm2sq (private_key n 2 f').

(* a is no unit, because z a = 0 for a z other than 0. The next but one is about f = 2 f' + 1. *)
Definition annihilates (z a : list Z) : bool :=
  same (reduce n q (mul n z a)) (zeros n) && negb (same (reduce n q z) (zeros n)).
Definition no_unit (a z : string) : bool :=
  let* a := element a in let* z := element z in annihilates z a.
Definition no_private_key (f' z : string) : bool :=
  let* f' := short_element f' in let* z := element z in annihilates z (private_key n 2 f').

End Vectors.

Definition cbd_vector (eta count : nat) (bytes : string) (e : list Z) (taken : nat) : bool :=
  match cbd eta count (hex bytes) with Some (e', t) => same e' e && (t =? taken)%nat | None => false end.
Definition ternary_vector (count : nat) (bytes : string) (u : list Z) (taken : nat) : bool :=
  match ternary count (hex bytes) with Some (u', t) => same u' u && (t =? taken)%nat | None => false end.
Definition mask_vector (count t : nat) (bytes : string) (v : list Z) : bool :=
  match mask t count (hex bytes) with Some (v', _) => same v' v | None => false end.
Definition cbd_refused (eta count : nat) (bytes : string) : bool := refused (cbd eta count (hex bytes)).
Definition ternary_refused (count : nat) (bytes : string) : bool := refused (ternary count (hex bytes)).
Definition mask_refused (count t : nat) (bytes : string) : bool := refused (mask t count (hex bytes)).

(* What [no_unit] finds is what the check of an inversion step refuses. *)
Theorem annihilated_no_unit S z a : 0 < q S -> annihilates S z a = true ->
  forall b, ~ inverses (n S) (q S) a b.
Proof.
  unfold annihilates; cbv zeta; unfold inverses; intros Hq H b Hb.
  apply andb_true_iff in H as [H Hz]; apply negb_true_iff in Hz; apply same_correct in H.
  enough (E1 : same (reduce (n S) (q S) z) (zeros (n S)) = true) by (rewrite E1 in Hz; discriminate).
  assert (E0 : reduce (n S) (q S) zero = zeros (n S)).
  { unfold reduce, zero, zeros; generalize (n S); intro m.
    induction m as [|m IH]; cbn; [reflexivity | f_equal; exact IH]. }
  assert (E : eqm (n S) (q S) (mul (n S) z a) zero)
    by (rewrite <- (reduce_eqm _ _ (mul _ z a)), H, <- E0 by assumption; apply reduce_eqm; assumption).
  apply same_correct; rewrite <- E0; apply eqm_reduce; [assumption|].
  rewrite <- (mul_one_l (n S) (q S) z), <- Hb, (mul_comm _ _ (mul _ a b)), mul_assoc, E.
  apply mul_zero_l.
Qed.
