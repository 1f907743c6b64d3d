(* Tails and unions: what is needed between "subgaussian" and a probability of failure, over the real numbers of
   the standard library.

   An expectation is a positive linear functional with E 1 = 1: a mean over a finite list of outcomes, a mean over
   vectors of independent coordinates, or means of means. The probability of an event is the mean of its indicator. *)
From Coq Require Import List Reals Lra Lia.
Import ListNotations.
Open Scope R_scope.

Record expectation {A : Type} (E : (A -> R) -> R) : Prop := {
  mean_le : forall X Y, (forall a, X a <= Y a) -> E X <= E Y;
  mean_add : forall X Y, E (fun a => X a + Y a) = E X + E Y;
  mean_scale : forall c X, E (fun a => c * X a) = c * E X;
  mean_one : E (fun _ => 1) = 1
}.

Arguments mean_le {A E}. Arguments mean_add {A E}. Arguments mean_scale {A E}. Arguments mean_one {A E}.

Definition indicator (b : bool) : R := if b then 1 else 0.

Definition probability {A} (E : (A -> R) -> R) (B : A -> bool) : R := E (fun a => indicator (B a)).

Fixpoint sum (l : list R) : R := match l with [] => 0 | x :: l' => x + sum l' end.

(* ---- expectations ---- *)

Lemma mean_ext A (E : (A -> R) -> R) X Y : expectation E -> (forall a, X a = Y a) -> E X = E Y.
Proof. intros HE H; apply Rle_antisym; apply (mean_le HE); intro a; rewrite H; lra. Qed.

(* Outcomes of equal weight; one that stands there twice weighs twice as much. *)
Definition uniform {A} (outcomes : list A) (X : A -> R) : R := sum (map X outcomes) / INR (length outcomes).

Lemma uniform_expectation A (outcomes : list A) : outcomes <> [] -> expectation (uniform outcomes).
Proof.
  intro H; assert (0 < INR (length outcomes)).
  { apply lt_0_INR; destruct outcomes; [contradiction | cbn; lia]. }
  unfold uniform; split.
  - intros X Y HXY; apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; assumption|].
    clear H H0; induction outcomes as [|a l IH]; cbn; [lra|]; specialize (HXY a); lra.
  - intros X Y; rewrite <- Rdiv_plus_distr; f_equal.
    clear H H0; induction outcomes as [|a l IH]; cbn; lra.
  - intros c X; unfold Rdiv; rewrite <- Rmult_assoc; f_equal.
    clear H H0; induction outcomes as [|a l IH]; cbn; [|rewrite IH]; ring.
  - replace (sum (map (fun _ => 1) outcomes)) with (INR (length outcomes)); [field; lra|].
    clear H H0; induction outcomes as [|a l IH]; [reflexivity|].
    cbn [map sum length]; rewrite S_INR, IH; ring.
Qed.

(* Vectors of n independent coordinates of one law. *)
Fixpoint vector {A} (n : nat) (E : (A -> R) -> R) (F : list A -> R) : R :=
  match n with
  | O => F []
  | S m => E (fun x => vector m E (fun l => F (x :: l)))
  end.

Lemma vector_expectation A n (E : (A -> R) -> R) : expectation E -> expectation (vector n E).
Proof.
  intro HE; induction n as [|m IH]; split; cbn [vector]; auto.
  - intros X Y H; apply (mean_le HE); intro x; apply (mean_le IH); auto.
  - intros X Y; rewrite <- (mean_add HE); apply mean_ext; [assumption|]; intro x; apply (mean_add IH).
  - intros c X; rewrite <- (mean_scale HE); apply mean_ext; [assumption|]; intro x; apply (mean_scale IH).
  - transitivity (E (fun _ => 1)); [|apply (mean_one HE)].
    apply mean_ext; [assumption|]; intro x; apply (mean_one IH).
Qed.

Lemma vector_le A n (E : (A -> R) -> R) F G : expectation E -> (forall l, length l = n -> F l <= G l) ->
  vector n E F <= vector n E G.
Proof.
  intro HE; revert F G; induction n as [|m IH]; intros F G H; cbn [vector]; [apply H; reflexivity|].
  apply (mean_le HE); intro x; apply IH; intros l Hl; apply H; cbn [length]; rewrite Hl; reflexivity.
Qed.

Lemma mean_nonneg A (E : (A -> R) -> R) X : expectation E -> (forall a, 0 <= X a) -> 0 <= E X.
Proof.
  intros HE H; replace 0 with (E (fun a => 0 * 1)) by (rewrite (mean_scale HE), (mean_one HE); ring).
  apply (mean_le HE); intro a; specialize (H a); lra.
Qed.

(* A first draw, then one whose law depends on it. *)
Definition chain {A B} (E : (A -> R) -> R) (K : A -> (B -> R) -> R) (F : A * B -> R) : R :=
  E (fun a => K a (fun b => F (a, b))).

Lemma chain_expectation A B (E : (A -> R) -> R) (K : A -> (B -> R) -> R) :
  expectation E -> (forall a, expectation (K a)) -> expectation (chain E K).
Proof.
  intros HE HK; split; unfold chain.
  - intros X Y H; apply (mean_le HE); intro a; apply (mean_le (HK a)); auto.
  - intros X Y; rewrite <- (mean_add HE); apply mean_ext; [assumption|]; intro a; apply (mean_add (HK a)).
  - intros c X; rewrite <- (mean_scale HE); apply mean_ext; [assumption|]; intro a; apply (mean_scale (HK a)).
  - transitivity (E (fun _ => 1)); [|apply (mean_one HE)].
    apply mean_ext; [assumption|]; intro a; apply (mean_one (HK a)).
Qed.

(* ---- tails and unions ---- *)

(* A product of functions of independent coordinates. *)
Fixpoint product {A} (fs : list (A -> R)) (l : list A) : R :=
  match fs, l with
  | f :: fs', x :: l' => f x * product fs' l'
  | _, _ => 1
  end.

Theorem independent_product A (E : (A -> R) -> R) bound fs : expectation E -> 0 <= bound ->
  Forall (fun f => (forall x, 0 <= f x) /\ E f <= bound) fs ->
  vector (length fs) E (product fs) <= bound ^ length fs.
Proof.
  intros HE Hb H; induction H as [|f fs [Hf Hm] _ IH]; cbn [length vector product pow]; [lra|].
  apply Rle_trans with (E (fun x => bound ^ length fs * f x)).
  - apply (mean_le HE); intro x.
    rewrite (mean_scale (vector_expectation _ (length fs) E HE)), Rmult_comm.
    apply Rmult_le_compat_r; [apply Hf | exact IH].
  - rewrite (mean_scale HE), Rmult_comm; apply Rmult_le_compat_r; [apply pow_le; assumption | assumption].
Qed.

(* Chernoff's bound. *)
Theorem chernoff A (E : (A -> R) -> R) (X : A -> R) (B : A -> bool) tau t K : expectation E -> 0 <= tau ->
  (forall a, B a = true -> t <= Rabs (X a)) ->
  E (fun a => exp (tau * X a)) <= K -> E (fun a => exp (- tau * X a)) <= K ->
  probability E B <= 2 * K * exp (- (tau * t)).
Proof.
  intros HE Ht HB Kp Km; unfold probability.
  apply Rle_trans with (E (fun a => exp (- (tau * t)) * (exp (tau * X a) + exp (- tau * X a)))).
  - apply (mean_le HE); intro a; pose proof (exp_pos (tau * X a)); pose proof (exp_pos (- tau * X a)).
    pose proof (exp_pos (- (tau * t))); destruct (B a) eqn:E1; cbn [indicator].
    + specialize (HB a E1); rewrite Rmult_plus_distr_l, <- !exp_plus.
      unfold Rabs in HB; destruct (Rcase_abs (X a)).
      * pose proof (exp_ineq1_le (- (tau * t) + - tau * X a)); pose proof (exp_pos (- (tau * t) + tau * X a)); nra.
      * pose proof (exp_ineq1_le (- (tau * t) + tau * X a)); pose proof (exp_pos (- (tau * t) + - tau * X a)); nra.
    + apply Rmult_le_pos; lra.
  - rewrite (mean_scale HE), (mean_add HE); pose proof (exp_pos (- (tau * t))); nra.
Qed.

Theorem union_bound A (E : (A -> R) -> R) (B : nat -> A -> bool) n delta : expectation E ->
  (forall i, (i < n)%nat -> probability E (B i) <= delta) ->
  probability E (fun a => existsb (fun i => B i a) (seq 0 n)) <= INR n * delta.
Proof.
  intros HE H.
  assert (G : forall l, (forall i, In i l -> probability E (B i) <= delta) ->
            probability E (fun a => existsb (fun i => B i a) l) <= INR (length l) * delta).
  { clear H; induction l as [|i l IH]; intro Hl; unfold probability in *; cbn [existsb length].
    - cbn [indicator INR]; replace (E (fun _ => 0)) with (E (fun _ : A => 0 * 1))
        by (apply mean_ext; [assumption|]; intros; ring).
      rewrite (mean_scale HE); lra.
    - apply Rle_trans with (E (fun a => indicator (B i a) + indicator (existsb (fun j => B j a) l))).
      + apply (mean_le HE); intro a; destruct (B i a), (existsb (fun j => B j a) l); cbn; lra.
      + rewrite (mean_add HE), S_INR; pose proof (Hl i (or_introl eq_refl)).
        pose proof (IH (fun j Hj => Hl j (or_intror Hj))); lra. }
  replace (INR n) with (INR (length (seq 0 n))) by (rewrite seq_length; reflexivity); apply G; intros i Hi; apply in_seq in Hi; apply H; lia.
Qed.

(* Subgaussian of variance v up to the factor C, about something between -m and m. *)
Definition subgaussian {A} (E : (A -> R) -> R) (X : A -> R) (C m v : R) : Prop :=
  forall theta, E (fun a => exp (theta * X a)) <= C * exp (Rabs theta * m + theta * theta * v / 2).

(* The usual notion is that with C = 1 and m = 0; its tail, and n of them. *)
Theorem subgaussian_tail A (E : (A -> R) -> R) (X : A -> R) (B : A -> bool) s t : expectation E -> 0 < s -> 0 <= t ->
  subgaussian E X 1 0 (s * s) -> (forall a, B a = true -> t <= Rabs (X a)) ->
  probability E B <= 2 * exp (- (t * t / (2 * (s * s)))).
Proof.
  intros HE Hs Ht HX HB; assert (0 < s * s) by nra; set (tau := t / (s * s)).
  assert (0 <= tau) by (apply Rmult_le_pos; [assumption | apply Rlt_le, Rinv_0_lt_compat; assumption]).
  assert (K : forall theta, Rabs theta = tau -> E (fun a => exp (theta * X a)) <= exp (tau * tau * (s * s) / 2)).
  { intros theta Hth; eapply Rle_trans; [apply HX|]; rewrite Rmult_1_l, Rmult_0_r, Rplus_0_l.
    assert (theta * theta = tau * tau) as -> by (rewrite <- Hth; unfold Rabs; destruct (Rcase_abs theta); ring).
    lra. }
  eapply Rle_trans.
  - apply (chernoff A E X B tau t (exp (tau * tau * (s * s) / 2))); try assumption; apply K.
    + apply Rabs_pos_eq; assumption.
    + rewrite Rabs_Ropp; apply Rabs_pos_eq; assumption.
  - rewrite Rmult_assoc, <- exp_plus; apply Rmult_le_compat_l; [lra|]; apply Req_le; f_equal; unfold tau; field; lra.
Qed.

Theorem subgaussian_union A (E : (A -> R) -> R) (X : nat -> A -> R) (B : nat -> A -> bool) n s t :
  expectation E -> 0 < s -> 0 <= t ->
  (forall i, (i < n)%nat -> subgaussian E (X i) 1 0 (s * s)) ->
  (forall i a, B i a = true -> t <= Rabs (X i a)) ->
  probability E (fun a => existsb (fun i => B i a) (seq 0 n)) <= INR n * (2 * exp (- (t * t / (2 * (s * s))))).
Proof.
  intros HE Hs Ht HX HB; apply union_bound; [assumption|]; intros i Hi.
  apply (subgaussian_tail A E (X i)); auto.
Qed.
