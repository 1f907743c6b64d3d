(* Lists of integers, coefficient 0 first, as operators on Z^n.

   Multiplication by a is a(X) acting on Z^n, X being the shift with X^n = -1. That products commute and
   associate follows from operators that commute; no double sum is needed. *)
From Coq Require Import List ZArith Lia Ring Setoid Morphisms.
Import ListNotations.
Open Scope Z_scope.

Definition coef (a : list Z) (i : nat) : Z := nth i a 0.

Definition zero : list Z := [].
Definition one : list Z := [1].

Fixpoint add (a b : list Z) : list Z :=
  match a, b with
  | [], _ => b
  | _, [] => a
  | x :: a', y :: b' => (x + y) :: add a' b'
  end.

Definition scale (c : Z) (a : list Z) : list Z := map (Z.mul c) a.
Definition opp (a : list Z) : list Z := map Z.opp a.
Definition sub (a b : list Z) : list Z := add a (opp b).

(* X: (a_0, ..., a_{n-1}) becomes (-a_{n-1}, a_0, ..., a_{n-2}). *)
Definition shift (n : nat) (a : list Z) : list Z :=
  match n with
  | O => []
  | S m => - coef a m :: firstn m a
  end.

(* a(X) v by Horner's rule. *)
Fixpoint act (n : nat) (a v : list Z) : list Z :=
  match a with
  | [] => []
  | c :: a' => add (scale c v) (shift n (act n a' v))
  end.

Definition eqm (n : nat) (q : Z) (a b : list Z) : Prop :=
  forall i, (i < n)%nat -> (q | coef a i - coef b i).

(* ---- coefficients of the operations ---- *)

Lemma coef_nil i : coef [] i = 0.
Proof. destruct i; reflexivity. Qed.

Lemma coef_add a b i : coef (add a b) i = coef a i + coef b i.
Proof.
  revert b i; induction a as [|x a IH]; intros [|y b] [|i]; cbn; try lia.
  apply IH.
Qed.

Lemma coef_map f a i : f 0 = 0 -> coef (map f a) i = f (coef a i).
Proof. intro H; unfold coef; rewrite <- H at 1; apply map_nth. Qed.

Lemma coef_scale c a i : coef (scale c a) i = c * coef a i.
Proof. apply coef_map; lia. Qed.

Lemma coef_opp a i : coef (opp a) i = - coef a i.
Proof. apply coef_map; reflexivity. Qed.

Lemma coef_sub a b i : coef (sub a b) i = coef a i - coef b i.
Proof. unfold sub; rewrite coef_add, coef_opp; lia. Qed.

Lemma coef_firstn n a i : (i < n)%nat -> coef (firstn n a) i = coef a i.
Proof.
  revert a i; induction n as [|n IH]; intros a i H; [lia|].
  destruct a as [|x a]; [reflexivity|].
  destruct i as [|i]; [reflexivity|]; apply (IH a i); lia.
Qed.

Lemma coef_beyond a i : (length a <= i)%nat -> coef a i = 0.
Proof. apply nth_overflow. Qed.

Lemma coef_shift n a i : (i < n)%nat ->
  coef (shift n a) i = match i with O => - coef a (n - 1) | S k => coef a k end.
Proof.
  destruct n as [|m]; [lia|]; intro H; destruct i as [|k]; cbn.
  - rewrite Nat.sub_0_r; reflexivity.
  - apply coef_firstn; lia.
Qed.

(* ---- congruence ---- *)

#[export] Instance eqm_equiv n q : Equivalence (eqm n q).
Proof.
  split.
  - intros a i _; rewrite Z.sub_diag; apply Z.divide_0_r.
  - intros a b H i Hi; specialize (H i Hi).
    replace (coef b i - coef a i) with (- (coef a i - coef b i)) by lia.
    apply Z.divide_opp_r; assumption.
  - intros a b c H K i Hi; specialize (H i Hi); specialize (K i Hi).
    replace (coef a i - coef c i) with ((coef a i - coef b i) + (coef b i - coef c i)) by lia.
    apply Z.divide_add_r; assumption.
Qed.

Lemma eqm_exact n q a b : (forall i, (i < n)%nat -> coef a i = coef b i) -> eqm n q a b.
Proof. intros H i Hi; rewrite (H i Hi), Z.sub_diag; apply Z.divide_0_r. Qed.

Lemma eqm_0 n a b : eqm n 0 a b -> forall i, (i < n)%nat -> coef a i = coef b i.
Proof. intros H i Hi; specialize (H i Hi); apply Z.divide_0_l in H; lia. Qed.

Lemma eqm_weaken n q a b : eqm n 0 a b -> eqm n q a b.
Proof. intro H; apply eqm_exact, eqm_0, H. Qed.

#[export] Instance add_proper n q : Proper (eqm n q ==> eqm n q ==> eqm n q) add.
Proof.
  intros a a' Ha b b' Hb i Hi; rewrite !coef_add.
  replace (coef a i + coef b i - (coef a' i + coef b' i))
    with ((coef a i - coef a' i) + (coef b i - coef b' i)) by lia.
  apply Z.divide_add_r; auto.
Qed.

#[export] Instance scale_proper n q c : Proper (eqm n q ==> eqm n q) (scale c).
Proof.
  intros a a' Ha i Hi; rewrite !coef_scale, <- Z.mul_sub_distr_l.
  apply Z.divide_mul_r; auto.
Qed.

#[export] Instance opp_proper n q : Proper (eqm n q ==> eqm n q) opp.
Proof.
  intros a a' Ha i Hi; rewrite !coef_opp.
  replace (- coef a i - - coef a' i) with (- (coef a i - coef a' i)) by lia.
  apply Z.divide_opp_r; auto.
Qed.

#[export] Instance sub_proper n q : Proper (eqm n q ==> eqm n q ==> eqm n q) sub.
Proof. intros a a' Ha b b' Hb; unfold sub; rewrite Ha, Hb; reflexivity. Qed.

#[export] Instance shift_proper n q : Proper (eqm n q ==> eqm n q) (shift n).
Proof.
  intros a a' Ha i Hi; rewrite !coef_shift by assumption; destruct i as [|k].
  - replace (- coef a (n - 1) - - coef a' (n - 1)) with (- (coef a (n - 1) - coef a' (n - 1))) by lia.
    apply Z.divide_opp_r, Ha; lia.
  - apply Ha; lia.
Qed.

#[export] Instance act_proper n q a : Proper (eqm n q ==> eqm n q) (act n a).
Proof.
  intros v v' Hv; induction a as [|c a IH]; cbn [act]; [reflexivity|].
  rewrite IH, Hv; reflexivity.
Qed.

(* ---- operators: linear, and they commute ---- *)

Ltac by_coefficients :=
  apply eqm_exact; intros i Hi; unfold sub;
  repeat (rewrite ?coef_add, ?coef_scale, ?coef_opp, ?coef_nil; try rewrite !coef_shift by lia);
  destruct i; cbn match beta; rewrite ?coef_add, ?coef_scale, ?coef_opp, ?coef_nil; ring.

Lemma shift_add n q a b : eqm n q (shift n (add a b)) (add (shift n a) (shift n b)).
Proof. by_coefficients. Qed.

Lemma shift_scale n q c a : eqm n q (shift n (scale c a)) (scale c (shift n a)).
Proof. by_coefficients. Qed.

Lemma shift_nil n q : eqm n q (shift n []) [].
Proof. by_coefficients. Qed.

Lemma act_add n q a u v : eqm n q (act n a (add u v)) (add (act n a u) (act n a v)).
Proof.
  induction a as [|c a IH]; cbn [act]; [reflexivity|].
  rewrite IH, shift_add; by_coefficients.
Qed.

Lemma act_scale n q c a v : eqm n q (act n a (scale c v)) (scale c (act n a v)).
Proof.
  induction a as [|d a IH]; cbn [act]; [reflexivity|].
  rewrite IH, shift_scale; by_coefficients.
Qed.

Lemma act_shift n q a v : eqm n q (act n a (shift n v)) (shift n (act n a v)).
Proof.
  induction a as [|c a IH]; cbn [act].
  - rewrite shift_nil; reflexivity.
  - rewrite IH, shift_add, shift_scale; reflexivity.
Qed.

Lemma act_nil n q a : eqm n q (act n a []) [].
Proof.
  induction a as [|c a IH]; cbn [act]; [reflexivity|].
  rewrite IH, shift_nil; reflexivity.
Qed.

Lemma act_commute n q a b v : eqm n q (act n a (act n b v)) (act n b (act n a v)).
Proof.
  induction a as [|c a IH]; cbn [act].
  - rewrite act_nil; reflexivity.
  - rewrite IH, act_add, act_scale, act_shift; reflexivity.
Qed.

Lemma act_one n q a : (length a <= n)%nat -> eqm n q (act n a one) a.
Proof.
  intro H; apply eqm_exact; revert H; induction a as [|c a IH]; intros H i Hi; cbn [act]; [reflexivity|].
  cbn in H; rewrite coef_add, coef_scale, coef_shift by assumption.
  destruct i as [|k].
  - rewrite IH, (coef_beyond a) by lia; cbn; lia.
  - rewrite IH by lia; change (coef one (S k)) with (coef [] k); rewrite coef_nil.
    change (coef (c :: a) (S k)) with (coef a k); lia.
Qed.

Lemma firstn_eqm n q a : eqm n q (firstn n a) a.
Proof. apply eqm_exact, coef_firstn. Qed.
