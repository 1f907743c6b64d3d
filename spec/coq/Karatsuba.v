(* The negacyclic product by Karatsuba's rule: what a chain at n = 2048 needs to end within seconds.

   All is compared as operators: a list of any length acts on Z^n, and the product of two lists acts as one after
   the other, however the lists are cut. *)
From Coq Require Import List ZArith Lia Setoid Morphisms.
From Emrshare Require Import Operators.
Import ListNotations.
Open Scope Z_scope.

(* The product in Z[x]. *)
Fixpoint times (a b : list Z) : list Z :=
  match a with
  | [] => []
  | c :: a' => add (scale c b) (0 :: times a' b)
  end.

(* x^m a *)
Definition raise (m : nat) (a : list Z) : list Z := repeat 0 m ++ a.

(* The same by (a_0 + x^m a_1)(b_0 + x^m b_1), first cut at m, then at m/2 and so on. *)
Fixpoint karatsuba (levels m : nat) (a b : list Z) : list Z :=
  match levels, a, b with
  | _, [], _ | _, _, [] => []
  | O, _, _ => times a b
  | S k, _, _ =>
      let a_0 := firstn m a in let a_1 := skipn m a in
      let b_0 := firstn m b in let b_1 := skipn m b in
      let low := karatsuba k (Nat.div2 m) a_0 b_0 in
      let high := karatsuba k (Nat.div2 m) a_1 b_1 in
      let both := karatsuba k (Nat.div2 m) (add a_0 a_1) (add b_0 b_1) in
      add low (raise m (add (sub both (add low high)) (raise m high)))
  end.

(* The remainder mod x^n + 1. *)
Fixpoint wrap (fuel n : nat) (c : list Z) : list Z :=
  match fuel, skipn n c with
  | O, _ | _, [] => c
  | S k, rest => sub (firstn n c) (wrap k n rest)
  end.

Definition levels (n : nat) : nat := Nat.log2 n - 2.

(* The negacyclic product. *)
Definition mul (n : nat) (a b : list Z) : list Z :=
  let c := karatsuba (levels n) (Nat.div2 n) (firstn n a) (firstn n b) in
  firstn n (wrap (length c) n c).

(* ---- multiplication by x^m ---- *)

Definition shifts (n m : nat) (v : list Z) : list Z := Nat.iter m (shift n) v.

#[export] Instance shifts_proper n q m : Proper (eqm n q ==> eqm n q) (shifts n m).
Proof.
  intros v v' H; unfold shifts; induction m as [|m IH]; [exact H | cbn; rewrite IH; reflexivity].
Qed.

Lemma shifts_add n q m u v : eqm n q (shifts n m (add u v)) (add (shifts n m u) (shifts n m v)).
Proof.
  unfold shifts; induction m as [|m IH]; cbn; [reflexivity | rewrite IH; apply shift_add].
Qed.

Lemma shifts_scale n q m c v : eqm n q (shifts n m (scale c v)) (scale c (shifts n m v)).
Proof.
  unfold shifts; induction m as [|m IH]; cbn; [reflexivity | rewrite IH; apply shift_scale].
Qed.

Lemma shifts_nil n q m : eqm n q (shifts n m []) [].
Proof. unfold shifts; induction m as [|m IH]; cbn; [reflexivity | rewrite IH; apply shift_nil]. Qed.

Lemma act_shifts n q m a v : eqm n q (act n a (shifts n m v)) (shifts n m (act n a v)).
Proof.
  unfold shifts; induction m as [|m IH]; cbn; [reflexivity | rewrite act_shift, IH; reflexivity].
Qed.

Lemma coef_shifts n m v i : (m <= n)%nat -> (i < n)%nat ->
  coef (shifts n m v) i = if (m <=? i)%nat then coef v (i - m) else - coef v (n + i - m).
Proof.
  intros Hm Hi; unfold shifts; revert i Hi; induction m as [|m IH]; intros i Hi.
  - rewrite Nat.sub_0_r; reflexivity.
  - change (Nat.iter (S m) (shift n) v) with (shift n (Nat.iter m (shift n) v)).
    rewrite coef_shift by assumption; destruct i as [|i]; rewrite IH by lia.
    + replace (m <=? n - 1)%nat with true by (symmetry; apply Nat.leb_le; lia); cbn [Nat.leb].
      f_equal; f_equal; lia.
    + cbn [Nat.leb Nat.sub]; destruct (m <=? i)%nat; [reflexivity|].
      f_equal; f_equal; lia.
Qed.

(* X^n = -1. *)
Lemma shifts_n n q v : eqm n q (shifts n n v) (opp v).
Proof.
  apply eqm_exact; intros i Hi; rewrite coef_shifts, coef_opp by lia.
  replace (n <=? i)%nat with false by (symmetry; apply Nat.leb_gt; lia).
  f_equal; f_equal; lia.
Qed.

(* ---- lists as operators ---- *)

Lemma act_add_l n q a b v : eqm n q (act n (add a b) v) (add (act n a v) (act n b v)).
Proof.
  revert b; induction a as [|x a IH]; intros [|y b]; cbn [add act].
  - reflexivity.
  - reflexivity.
  - by_coefficients.
  - rewrite IH, shift_add; by_coefficients.
Qed.

Lemma act_scale_l n q c a v : eqm n q (act n (scale c a) v) (scale c (act n a v)).
Proof.
  induction a as [|x a IH]; [reflexivity|]; change (scale c (x :: a)) with (c * x :: scale c a); cbn [act].
  rewrite IH, shift_scale; by_coefficients.
Qed.

Lemma act_opp_l n q a v : eqm n q (act n (opp a) v) (opp (act n a v)).
Proof.
  induction a as [|x a IH]; [reflexivity|]; change (opp (x :: a)) with (- x :: opp a); cbn [act].
  rewrite IH; by_coefficients.
Qed.

Lemma act_sub_l n q a b v : eqm n q (act n (sub a b) v) (sub (act n a v) (act n b v)).
Proof. unfold sub; rewrite act_add_l, act_opp_l; reflexivity. Qed.

Lemma act_app n q a b v : eqm n q (act n (a ++ b) v) (add (act n a v) (shifts n (length a) (act n b v))).
Proof.
  induction a as [|x a IH]; [reflexivity|]; cbn [app act length].
  change (shifts n (S (length a)) ?w) with (shift n (shifts n (length a) w)).
  rewrite IH, shift_add; by_coefficients.
Qed.

Lemma act_raise n q m a v : eqm n q (act n (raise m a) v) (shifts n m (act n a v)).
Proof.
  unfold raise; induction m as [|m IH]; [reflexivity|]; cbn [repeat app act].
  change (shifts n (S m) ?w) with (shift n (shifts n m w)); rewrite IH; by_coefficients.
Qed.

Lemma act_cut n q m a v :
  eqm n q (act n a v) (add (act n (firstn m a) v) (shifts n m (act n (skipn m a) v))).
Proof.
  rewrite <- (firstn_skipn m a) at 1; rewrite act_app; destruct (le_lt_dec m (length a)).
  - rewrite firstn_length_le by assumption; reflexivity.
  - rewrite skipn_all2 by lia; cbn [act]; rewrite !shifts_nil; reflexivity.
Qed.

Lemma act_times n q a b v : eqm n q (act n (times a b) v) (act n a (act n b v)).
Proof.
  induction a as [|c a IH]; [reflexivity|]; cbn [times act].
  rewrite act_add_l, act_scale_l; cbn [act]; rewrite IH; by_coefficients.
Qed.

Lemma act_karatsuba n q k m a b v : eqm n q (act n (karatsuba k m a b) v) (act n a (act n b v)).
Proof.
  revert m a b; induction k as [|k IH]; intros m [|x a] [|y b]; cbn [karatsuba];
    try (cbn [act]; rewrite ?act_nil, ?shift_nil; by_coefficients); [apply act_times|].
  set (A := x :: a); set (B := y :: b); clearbody A B; clear x y a b.
  rewrite (act_cut n q m A), (act_cut n q m B).
  repeat rewrite ?act_add_l, ?act_sub_l, ?act_raise, ?IH, ?act_add, ?act_shifts.
  unfold sub; rewrite !shifts_add; repeat rewrite ?shifts_add.
  assert (O : forall w, eqm n q (shifts n m (opp w)) (opp (shifts n m w))).
  { intro w; transitivity (shifts n m (scale (-1) w)); [apply shifts_proper; by_coefficients|].
    rewrite shifts_scale; by_coefficients. }
  rewrite !O, !shifts_add; by_coefficients.
Qed.

Lemma act_wrap fuel n q c : (length c <= fuel)%nat -> eqm n q (wrap fuel n c) (act n c one).
Proof.
  revert c; induction fuel as [|k IH]; intros c H.
  - destruct c; [reflexivity | cbn in H; lia].
  - cbn [wrap]; destruct (skipn n c) as [|x rest] eqn:E; pose proof (f_equal (@length Z) E) as L;
      rewrite skipn_length in L; cbn [length] in L.
    + rewrite act_one by lia; reflexivity.
    + destruct (Nat.eq_dec n 0) as [->|Hn]; [intros i Hi; lia|].
      rewrite IH, (act_cut n q n c), shifts_n, E, (act_one n q (firstn n c))
        by (rewrite ?firstn_length; cbn [length]; lia).
      reflexivity.
Qed.

(* The product is the operator of the left factor, applied to the right one. *)
Theorem product_is_action n q a b : eqm n q (mul n a b) (act n (firstn n a) b).
Proof.
  unfold mul; rewrite firstn_eqm, act_wrap, act_karatsuba by reflexivity.
  rewrite act_one, (firstn_eqm n q b) by (rewrite firstn_length; lia); reflexivity.
Qed.

Lemma length_mul n a b : (length (mul n a b) <= n)%nat.
Proof. unfold mul; rewrite firstn_length; lia. Qed.
