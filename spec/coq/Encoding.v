(* The encodings of section 1.6 on lists of bytes, and that each is the inverse of its decoding. *)
From Coq Require Import List ZArith Lia Bool.
From Emrshare Require Import Ring Scheme Bounds.
Import ListNotations.
Open Scope Z_scope.

(* w bits, the least significant first. *)
Fixpoint bits_of (w : nat) (x : Z) : list bool :=
  match w with
  | O => []
  | S k => Z.odd x :: bits_of k (Z.div2 x)
  end.

Fixpoint of_bits (l : list bool) : Z :=
  match l with
  | [] => 0
  | b :: l' => Z.b2z b + 2 * of_bits l'
  end.

(* ENC.Element.1 and ENC.Message.1: the bits of all numbers, w each. *)
Definition pack (w : nat) (a : list Z) : list bool := flat_map (bits_of w) a.

(* ENC.Element.2 and ENC.Message.2: k numbers of w bits. *)
Fixpoint unpack (w k : nat) (l : list bool) : list Z :=
  match k with
  | O => []
  | S m => of_bits (firstn w l) :: unpack w m (skipn w l)
  end.

Definition below (bound x : Z) : bool := (0 <=? x) && (x <? bound).

Section Element.
Variables (n ell : nat) (q : Z).

Definition encode_element (a : list Z) : list Z := unpack 8 (n * ell / 8) (pack ell a).

Definition decode_element (bytes : list Z) : option (list Z) :=
  if forallb (below 256) bytes && (length bytes * 8 =? n * ell)%nat then      (* ENC.Element.C1 *)
    let a := unpack ell n (pack 8 bytes) in
    if forallb (below q) a then Some a else None                             (* ENC.Element.C2 *)
  else None.

(* ENC.Short.2. *)
Definition decode_short (bytes : list Z) : option (list Z) := option_map (lift q) (decode_element bytes).

End Element.

Definition encode_message (n : nat) (M : list Z) : list Z := encode_element n 1 M.
Definition decode_message (n : nat) (bytes : list Z) : option (list Z) := decode_element n 1 2 bytes.

(* ---- theorems ---- *)

Lemma length_bits_of w x : length (bits_of w x) = w.
Proof. revert x; induction w as [|w IH]; intro x; cbn; [|rewrite IH]; reflexivity. Qed.

Lemma of_bits_of w x : 0 <= x < 2 ^ Z.of_nat w -> of_bits (bits_of w x) = x.
Proof.
  revert x; induction w as [|w IH]; intros x H.
  - change (2 ^ Z.of_nat 0) with 1 in H; cbn; lia.
  - cbn [bits_of of_bits]; rewrite Nat2Z.inj_succ, Z.pow_succ_r in H by lia.
    pose proof (Z.div2_odd x); rewrite IH; destruct (Z.odd x); cbn [Z.b2z] in *; lia.
Qed.

Lemma of_bits_range l : 0 <= of_bits l < 2 ^ Z.of_nat (length l).
Proof.
  induction l as [|b l IH]; cbn [of_bits length].
  - change (2 ^ Z.of_nat 0) with 1; lia.
  - rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia; destruct b; cbn [Z.b2z]; lia.
Qed.

Lemma bits_of_of_bits l : bits_of (length l) (of_bits l) = l.
Proof.
  induction l as [|b l IH]; cbn [length bits_of of_bits]; [reflexivity|]; f_equal.
  - rewrite Z.odd_add_mul_2; destruct b; reflexivity.
  - replace (Z.div2 (Z.b2z b + 2 * of_bits l)) with (of_bits l); [assumption|].
    rewrite Z.div2_div, Z.mul_comm, Z.div_add by lia; destruct b; reflexivity.
Qed.

Lemma length_pack w a : length (pack w a) = (length a * w)%nat.
Proof.
  unfold pack; induction a as [|x a IH]; cbn [flat_map length]; [reflexivity|].
  rewrite app_length, length_bits_of, IH; lia.
Qed.

Lemma length_unpack w k l : length (unpack w k l) = k.
Proof. revert l; induction k as [|k IH]; intro l; cbn; [|rewrite IH]; reflexivity. Qed.

(* Packed and unpacked: the same coefficients. *)
Theorem unpack_pack w k a : length a = k -> Forall (fun x => 0 <= x < 2 ^ Z.of_nat w) a ->
  unpack w k (pack w a) = a.
Proof.
  intros <- H; induction H as [|x a Hx _ IH]; cbn [length unpack]; [reflexivity|].
  change (pack w (x :: a)) with (bits_of w x ++ pack w a).
  rewrite firstn_app, skipn_app, length_bits_of, Nat.sub_diag, firstn_all2, skipn_all2
    by (rewrite length_bits_of; lia).
  cbn [firstn skipn app]; rewrite app_nil_r, of_bits_of, IH by assumption; reflexivity.
Qed.

(* Unpacked and packed: the same bits. *)
Theorem pack_unpack w k l : length l = (k * w)%nat -> pack w (unpack w k l) = l.
Proof.
  revert l; induction k as [|k IH]; intros l H; cbn [unpack].
  - apply length_zero_iff_nil in H as ->; reflexivity.
  - change (pack w (?x :: ?a)) with (bits_of w x ++ pack w a).
    unfold pack; cbn [flat_map]; fold (pack w (unpack w k (skipn w l))).
    rewrite IH by (rewrite skipn_length; cbn in H; lia).
    assert (Hw : length (firstn w l) = w) by (rewrite firstn_length; cbn in H; lia).
    rewrite <- Hw at 1; rewrite bits_of_of_bits; apply firstn_skipn.
Qed.

Lemma unpack_range w k l : Forall (fun x => 0 <= x < 2 ^ Z.of_nat w) (unpack w k l).
Proof.
  revert l; induction k as [|k IH]; intro l; cbn [unpack]; constructor; [|apply IH].
  pose proof (of_bits_range (firstn w l)); rewrite firstn_length in H.
  pose proof (Z.pow_le_mono_r 2 (Z.of_nat (Nat.min w (length l))) (Z.of_nat w)); lia.
Qed.

Lemma forallb_below bound a : forallb (below bound) a = true <-> Forall (fun x => 0 <= x < bound) a.
Proof.
  rewrite forallb_forall, Forall_forall; split; intros H x Hx; specialize (H x Hx); unfold below in *;
    rewrite andb_true_iff, Z.leb_le, Z.ltb_lt in *; lia.
Qed.

Section Canonical.
Variables (n ell : nat) (q : Z).
Hypothesis (whole_bytes : (n * ell mod 8 = 0)%nat) (fits : q <= 2 ^ Z.of_nat ell).

Lemma bytes_bits : (n * ell / 8 * 8 = n * ell)%nat.
Proof. pose proof (Nat.div_mod (n * ell) 8 ltac:(lia)); lia. Qed.

(* What was encoded decodes to itself. *)
Theorem decode_encode a : length a = n -> Forall (fun x => 0 <= x < q) a ->
  decode_element n ell q (encode_element n ell a) = Some a.
Proof.
  intros Ha Hq; unfold decode_element, encode_element.
  assert (forallb (below 256) (unpack 8 (n * ell / 8) (pack ell a)) = true) as ->
    by apply forallb_below, (unpack_range 8).
  rewrite length_unpack, bytes_bits, Nat.eqb_refl; cbn [andb].
  rewrite pack_unpack by (rewrite length_pack, bytes_bits, Ha; reflexivity).
  rewrite unpack_pack.
  - apply forallb_below in Hq; rewrite Hq; reflexivity.
  - assumption.
  - eapply Forall_impl; [|exact Hq]; cbn; lia.
Qed.

(* Decoding accepts nothing but encodings. *)
Theorem encode_decode bytes a : decode_element n ell q bytes = Some a ->
  encode_element n ell a = bytes /\ length a = n /\ Forall (fun x => 0 <= x < q) a.
Proof.
  unfold decode_element, encode_element.
  destruct (forallb (below 256) bytes && (length bytes * 8 =? n * ell)%nat) eqn:C1; [|discriminate].
  destruct (forallb (below q) (unpack ell n (pack 8 bytes))) eqn:C2; [|discriminate].
  intro E; injection E as <-; apply andb_true_iff in C1 as [Hb Hl]; apply Nat.eqb_eq in Hl.
  split; [|split].
  - rewrite pack_unpack by (rewrite length_pack; assumption).
    apply unpack_pack; [pose proof bytes_bits; lia | apply (forallb_below 256), Hb].
  - apply length_unpack.
  - apply forallb_below, C2.
Qed.

End Canonical.
